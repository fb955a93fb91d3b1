using Webmail.Backup;
using Webmail.Doctor;
using Webmail.Mail.Local;

namespace Webmail;

/// <summary>What an administrator can ask for instead of serving, by the first argument.</summary>
static class Commands
{
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
