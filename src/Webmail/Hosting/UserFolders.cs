namespace Webmail.Hosting;

/// <summary>Where things go when nothing is configured (XDG Base Directory Specification 0.8).</summary>
static class UserFolders
{
    public static string Data => Path.Combine(Folder("XDG_DATA_HOME", ".local/share"), "webmail");
    public static string State => Path.Combine(Folder("XDG_STATE_HOME", ".local/state"), "webmail");

    static string Folder(string variable, string below)
    {
        var set = Environment.GetEnvironmentVariable(variable);
        if (Path.IsPathRooted(set)) return set;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(home.Length > 0 ? home : Environment.CurrentDirectory, below);
    }
}
