using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;

namespace Webmail.Backup;

/// <summary>
/// <c>Webmail export-mail ADDRESS FOLDER</c>: what is kept here of somebody's mail, as an mbox file for each mailbox, for a person whose mail server is gone and who
/// therefore cannot sign in any more. It opens nothing that was shut: kept mail lies in the database, and in its backups, for the administrator to read.
/// </summary>
sealed class ExportCommand(IServiceProvider services, TextWriter output, TextWriter problems)
{
    public const string Verb = "export-mail";

    /// <param name="Server">Where it came from: whoever runs a server that a person has typed may have made its mail.</param>
    sealed record Kept(string AccountId, string Server, string Name, int Messages);

    /// <returns>The status of the process: 0, or 1 when it could not be done.</returns>
    public async Task<int> RunAsync(string[] words, CancellationToken cancel)
    {
        try
        {
            if (words is not [Verb, var address, { Length: > 0 } folder] || !AddrSpec.TryParse(address, out var whose))
                throw new BackupProblem("Say whose mail, and a new folder for it: `Webmail export-mail someone@example.org FOLDER`.");
            return await ExportAsync(whose, Path.GetFullPath(folder), cancel) ? 0 : 1;
        }
        catch (Exception problem) when (problem is BackupProblem or MailFailure or DbException or IOException or UnauthorizedAccessException)
        {
            await problems.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    /// <returns>Whether all of it was written.</returns>
    async Task<bool> ExportAsync(AddrSpec whose, string folder, CancellationToken cancel)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())) throw new BackupProblem($"{folder} is there already. Nothing was written.");
        var mail = services.GetRequiredService<LocalMail>();
        var kept = await mail.ReadAsync(db => KeptAsync(db, whose, cancel));
        if (kept.Count == 0) throw new BackupProblem($"No mail of {whose.Folded} is kept here.");
        if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        else Directory.CreateDirectory(folder);
        var whole = true;
        foreach (var (mailbox, number) in kept.Select((mailbox, index) => (mailbox, index + 1)))
            whole &= await WriteAsync(new LocalStore(mail, mailbox.AccountId, ChosenRoles.None), mailbox, Path.Combine(folder, Name(mailbox.Name, number)), cancel);
        return whole;
    }

    async Task<bool> WriteAsync(LocalStore store, Kept mailbox, string file, CancellationToken cancel)
    {
        try
        {
            await using var stream = new FileStream(file, BackupCommand.ForOwnerOnly());
            await new MailboxExport(store, mailbox.Name).WriteMboxAsync(stream, cancel);
            await output.WriteLineAsync($"{file}: {mailbox.Messages} messages, account {mailbox.AccountId} at {mailbox.Server}");
            return true;
        }
        catch (MailFailure damaged) when (damaged.Kind is FailureKind.Damaged)
        {
            await problems.WriteLineAsync($"{file} ends before a message that is damaged; `Webmail check-mail` names it.");
            return false;
        }
    }

    /// <summary>The address may be that of several accounts: at servers that people have typed, and of one that another person has added.</summary>
    static Task<List<Kept>> KeptAsync(WebmailDb db, AddrSpec whose, CancellationToken cancel) =>
        (from mailbox in db.Set<LocalMailbox>()
         join account in db.Set<MailAccount>() on mailbox.AccountId equals account.Id
         where account.Address == whose.Folded && mailbox.Messages > 0
         orderby account.CreatedAt, account.Id, mailbox.Id
         select new Kept(account.Id, account.Imap == "" ? account.Pop3 : account.Imap, mailbox.Name, mailbox.Messages)).ToListAsync(cancel);

    static string Name(string mailbox, int number)
    {
        var name = FileNames.OfWords(mailbox);
        return string.Create(CultureInfo.InvariantCulture, $"{number:000}{(name.Length > 0 ? " " : "")}{name}.mbox");
    }
}
