using System.Diagnostics;

namespace Webmail.MailServers.Processes;

/// <summary>Runs daemons without root: as <c>nobody</c> when we are root (containers, CI), as ourselves otherwise. One configuration serves both.</summary>
public static class Unprivileged
{
    public const string Nobody = "nobody";

    public static string UserName => Environment.IsPrivilegedProcess ? Nobody : Environment.UserName;

    public static string GroupName => Environment.IsPrivilegedProcess ? "nogroup" : Output(["id", "-gn"]).Trim();

    /// <summary>What stands before a command line so that it runs as <paramref name="user"/>.</summary>
    public static string[] Prefix(string user = Nobody) => !Environment.IsPrivilegedProcess ? []
        : ["setpriv", $"--reuid={user}", $"--regid={(user == Nobody ? "nogroup" : user)}", "--clear-groups", "--"];

    /// <summary>Gives files to the account the daemons run as; nothing to do for an ordinary user.</summary>
    public static void Own(string user, bool recursive, params string[] paths)
    {
        if (!Environment.IsPrivilegedProcess) return;
        var group = user == Nobody ? "nogroup" : user;
        Output(["chown", .. recursive ? ["-R"] : Array.Empty<string>(), $"{user}:{group}", .. paths]);
    }

    /// <summary>Runs a command to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed, or did not end within a minute.</exception>
    public static string Output(IReadOnlyList<string> command, string? directory = null)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = directory ?? "/",
        })!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(1))) process.Kill(entireProcessTree: true);
        if (process.HasExited && process.ExitCode == 0) return output.Result;
        throw new InvalidOperationException($"{string.Join(' ', command)} failed.\n{error.Result}{output.Result}");
    }
}
