using System.Security.Cryptography;
using Webmail.Mail.Accounts;

namespace Webmail.Hosting;

/// <summary>The file with the master keys. When none is configured, one is made outside the data directory, so that a copy of the data opens nothing.</summary>
public sealed class MasterKeyFile(string configured, string dataDirectory)
{
    public string Location { get; } = Path.GetFullPath(configured.Length > 0 ? configured : Path.Combine(UserFolders.State, "master.key"));

    /// <exception cref="ConfigurationProblem">Missing, unreadable, or not kept apart.</exception>
    public MasterKeys Load()
    {
        if (IsInside(Location, dataDirectory))
            throw Problem($"The master key {Location} lies inside the data directory, so one backup would hold the lock and the key. Move it elsewhere and set Webmail__MasterKeyFile.");
        if (!File.Exists(Location))
        {
            if (configured.Length > 0) throw Problem($"There is no master key at {Location}. Make one with `openssl rand -base64 32 > {Location} && chmod 400 {Location}`.");
            Make();
        }
        return Read();
    }

    void Make()
    {
        if (OperatingSystem.IsWindows()) throw Problem("Set Webmail__MasterKeyFile: file modes, which keep a key private, are only known on Unix.");
        Directory.CreateDirectory(Path.GetDirectoryName(Location)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Written beside and then linked into place: of two that start at once, one key wins and both read that one, whole.
        var mine = $"{Location}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new StreamWriter(mine, options)) file.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKeys.Size)));
        try
        {
            File.Move(mine, Location, overwrite: false);
            Console.WriteLine($"A master key was made: {Location}. Keep a copy apart from the backups of the data: without it stored passwords and people's keys for encrypted mail are lost.");
        }
        catch (IOException) when (File.Exists(Location))
        {
            File.Delete(mine);
        }
    }

    MasterKeys Read()
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Location) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
            throw Problem($"Everyone on this machine can read the master key. Run `chmod 400 {Location}`.");
        try
        {
            return MasterKeys.Parse(File.ReadAllBytes(Location));
        }
        catch (FormatException)
        {
            throw Problem($"{Location} holds no master key. It must have one key per line, each 32 bytes in base64 (`openssl rand -base64 32`), the current one first.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Problem($"The master key {Location} cannot be read: {unreadable.Message}");
        }
    }

    static bool IsInside(string file, string directory) =>
        file.StartsWith(Path.TrimEndingDirectorySeparator(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    static ConfigurationProblem Problem(string sentence) => new([sentence]);
}
