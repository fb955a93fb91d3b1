using Webmail.Backup;
using Webmail.Doctor;
using Webmail.Mail.Local;

namespace Webmail;

/// <summary>What an administrator can ask for instead of serving, by the first argument.</summary>
static class Commands
{
    const int WrongUse = 64; // EX_USAGE of sysexits.h

    public const string Usage = """
        Webmail                               serves
        Webmail backup FILE                   writes all that is kept here into one file, while it serves
        Webmail restore FILE                  puts such a file into a database without people
        Webmail check-mail [repair]           reads all kept mail and compares it with its hashes and counters
        Webmail export-mail ADDRESS FOLDER    writes somebody's kept mail as mbox files
        Webmail doctor ADDRESS                goes the way to somebody's mail servers, step by step
        Webmail --help                        prints this

        Settings are environment variables (docs/configuration.md). A command needs those of the application that serves, and its user.
        """;

    static readonly string[] Known = [LocalCheck.Verb, BackupCommand.Backup, BackupCommand.Restore, ExportCommand.Verb, DoctorCommand.Verb];

    /// <summary>Before anything is read: a command that was mistyped must not become a second server.</summary>
    /// <returns>The status of the process; null when there is something to do.</returns>
    public static int? Explain(string[] args, TextWriter output, TextWriter problems)
    {
        if (args is not [var first, ..] || Known.Contains(first)) return null;
        if (first is "--help" or "-h")
        {
            output.WriteLine(Usage);
            return 0;
        }
        if (first.StartsWith('-')) return null;
        problems.WriteLine($"There is no command {first}.\n\n{Usage}");
        return WrongUse;
    }

    /// <returns>The status of the process; null when it is to serve.</returns>
    public static async Task<int?> RunAsync(IServiceProvider services, string[] args) => args switch
    {
        [LocalCheck.Verb, .. var how] => await new LocalCheck(services.GetRequiredService<LocalMail>(), Console.Out).RunAsync(how is ["repair"], default) == 0 ? 0 : 1,
        [BackupCommand.Backup or BackupCommand.Restore, ..] => await new BackupCommand(services, Console.Out, Console.Error).RunAsync(args, default),
        [ExportCommand.Verb, ..] => await new ExportCommand(services, Console.Out, Console.Error).RunAsync(args, default),
        [DoctorCommand.Verb, ..] => await new DoctorCommand(services, Console.Out, HiddenLine.Ask).RunAsync(args, default),
        _ => null,
    };
}
