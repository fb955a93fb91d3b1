using MimeKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Transfer;

public enum ImportProblemKind { NotAMessage, TooLarge }

/// <summary>A message of a file that was passed over, and where it stands.</summary>
public sealed record ImportProblem(string File, int Number, long Offset, ImportProblemKind Kind);

/// <summary>What came of an import. <see cref="Failure"/> ended it early: what stands before was taken in.</summary>
public sealed record ImportReport(int Imported, IReadOnlyList<ImportProblem> Problems, MailFailure? Failure = null);

/// <summary>Puts the messages of .eml and mbox files into a mailbox, with their dates and marks, one at a time.</summary>
public sealed class MailboxImport(IMailStore store, string mailbox)
{
    static readonly HeaderId[] Telling = [HeaderId.From, HeaderId.Date, HeaderId.Subject, HeaderId.MessageId, HeaderId.Received, HeaderId.To];

    int imported;
    readonly List<ImportProblem> problems = [];

    public ImportReport Report => new(imported, problems);

    /// <exception cref="MailFailure">The server takes no more; the report says how far it came.</exception>
    public async Task TakeAsync(string name, Stream file, CancellationToken cancel)
    {
        var any = false;
        await foreach (var filed in MboxReader.ReadAsync(file, cancel))
        {
            any = true;
            if (filed.Content is null) Pass(name, filed, ImportProblemKind.TooLarge);
            else if (await LoadAsync(filed.Content, cancel) is not { } message) Pass(name, filed, ImportProblemKind.NotAMessage);
            else using (message) await TakeAsync(message, filed.Received, cancel);
        }
        if (!any) problems.Add(new ImportProblem(name, 1, 0, ImportProblemKind.NotAMessage));
    }

    async Task TakeAsync(MimeMessage message, DateTimeOffset? received, CancellationToken cancel)
    {
        var flags = Flags(message);
        message.Headers.RemoveAll("Status");
        message.Headers.RemoveAll("X-Status");
        await store.ImportAsync(mailbox, message, flags, received ?? (message.Date.Year is > 1970 and < 2200 ? message.Date : null), cancel);
        imported++;
    }

    void Pass(string name, FiledMessage filed, ImportProblemKind kind) => problems.Add(new ImportProblem(name, filed.Number, filed.Offset, kind));

    /// <summary>Null for what has none of the headers every message has: a picture, a program, a letter of a word processor.</summary>
    static async Task<MimeMessage?> LoadAsync(MemoryStream content, CancellationToken cancel)
    {
        try
        {
            var message = await MimeMessage.LoadAsync(content, persistent: true, cancel);
            if (Telling.Any(message.Headers.Contains)) return message;
            message.Dispose();
        }
        catch (FormatException)
        {
            // No header at all.
        }
        return null;
    }

    /// <summary>As mutt and Dovecot write them. A message without any was read in the program it comes from.</summary>
    static MessageFlags Flags(MimeMessage message)
    {
        var (status, marks) = (message.Headers["Status"], message.Headers["X-Status"] ?? "");
        var flags = status is null || status.Contains('R', StringComparison.Ordinal) ? MessageFlags.Seen : MessageFlags.None;
        if (marks.Contains('A', StringComparison.Ordinal)) flags |= MessageFlags.Answered;
        if (marks.Contains('F', StringComparison.Ordinal)) flags |= MessageFlags.Flagged;
        return marks.Contains('T', StringComparison.Ordinal) ? flags | MessageFlags.Draft : flags;
    }
}
