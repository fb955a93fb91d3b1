namespace Webmail.MailServers.Processes;

/// <summary>Finds the daemons. Debian keeps them in sbin, which is not on an ordinary user's PATH.</summary>
public static class Programs
{
    static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/usr/lib/dovecot"];

    /// <exception cref="InvalidOperationException">Not installed; the message names the Debian package.</exception>
    public static string Find(string name, string package) =>
        Folders.Concat(PostgresFolders()).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            $"{name} is missing: install the package {package} (script/setup does). The tests need the real servers and do not skip.");

    static IEnumerable<string> PostgresFolders() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
        : [];
}
