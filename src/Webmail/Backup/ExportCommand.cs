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

    /// <summary>Written beside the files when messages are missing in them.</summary>
    public const string Report = MailboxExport.Report;

    /// <returns>The status of the process: 0; 1 when it could not be done; 2 when it was done but messages are damaged, which <see cref="Report"/> names.</returns>
    public async Task<int> RunAsync(string[] words, CancellationToken cancel)
    {
        try
        {
            if (words is not [Verb, var address, { Length: > 0 } folder] || !AddrSpec.TryParse(address, out var whose))
                throw new BackupProblem("Say whose mail, and a new folder for it: `Webmail export-mail someone@example.org FOLDER`.");
            return await ExportAsync(whose, Path.GetFullPath(folder), cancel) ? 0 : 2;
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
        var kept = await services.GetRequiredService<LocalMail>().ReadAsync(db => KeptAsync(db, whose, cancel));
        if (kept.Count == 0) throw new BackupProblem($"No mail of {whose.Folded} is kept here.");
        if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        else Directory.CreateDirectory(folder);
        var missing = 0;
        foreach (var (mailbox, number) in kept.Select((mailbox, index) => (mailbox, index + 1))) missing += await WriteAsync(mailbox, Path.Combine(folder, Name(mailbox.Name, number)), cancel);
        if (missing > 0) await problems.WriteLineAsync($"Not complete: {missing} damaged messages are missing. {Path.Combine(folder, Report)} names them; an older backup may have them whole.");
        return missing == 0;
    }

    /// <returns>How many messages are missing in it.</returns>
    async Task<int> WriteAsync(Kept mailbox, string file, CancellationToken cancel)
    {
        var (written, leftOut) = await MboxAsync(mailbox, file, cancel);
        await output.WriteLineAsync($"{file}: {written} messages, account {mailbox.AccountId} at {mailbox.Server}");
        if (leftOut.Count == 0) return 0;
        List<string> lines = [.. leftOut.Select(left => string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(file)}: missing is UID {left.Key.Uid} of {FileNames.OfWords(mailbox.Name)}: its bytes are damaged. Received {left.Received.UtcDateTime:u}, subject: {FileNames.OfWords(left.Subject)}"))];
        foreach (var line in lines) await problems.WriteLineAsync(line);
        await using var report = new StreamWriter(new FileStream(Path.Combine(Path.GetDirectoryName(file)!, Report), BackupCommand.ForOwnerOnly(FileMode.Append)));
        foreach (var line in lines) await report.WriteLineAsync(line);
        return lines.Count;
    }

    /// <param name="file">Is called <c>.partial</c> until all of it is there.</param>
    async Task<(int Written, IReadOnlyList<Envelope> LeftOut)> MboxAsync(Kept mailbox, string file, CancellationToken cancel)
    {
        var (partial, written) = (file + ".partial", 0);
        IReadOnlyList<Envelope> leftOut;
        await using (var stream = new FileStream(partial, BackupCommand.ForOwnerOnly()))
        {
            await using var mbox = new MboxWriter(stream);
            leftOut = await MailboxExport.EachAsync(new LocalStore(services.GetRequiredService<LocalMail>(), mailbox.AccountId, ChosenRoles.None), mailbox.Name, (envelope, _, raw) =>
            {
                written++;
                return MailboxExport.AddAsync(mbox, envelope, raw, cancel);
            }, cancel);
        }
        File.Move(partial, file);
        return (written, leftOut);
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
