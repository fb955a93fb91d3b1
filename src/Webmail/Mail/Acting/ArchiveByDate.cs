using System.Globalization;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Acting;

/// <summary>How an archive is divided: not at all, or into a folder for each year or month in which messages came.</summary>
public enum ArchiveBy { Flat, Year, Month }

/// <summary>Moves messages into folders of the archive by the time they came in, as the person's clock shows it; the folders are made when there are none.</summary>
/// <param name="Root">The archive's full name.</param>
public sealed record ArchiveByDate(string Root, ArchiveBy By, TimeZoneInfo Zone) : MailAction
{
    readonly Dictionary<string, string> folders = [];

    /// <summary>Into the archive as the person wants it.</summary>
    public static MailAction Or(string archive, ArchiveBy by, TimeZoneInfo zone) => by == ArchiveBy.Flat ? new MoveTo(archive) : new ArchiveByDate(archive, by, zone);

    public override async Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        var received = await store.MarksAsync(mailbox, keys, cancel);
        if (received.Count == 0) throw new MailFailure(FailureKind.MessageGone);
        var (done, traces) = (0, new List<Trace>());
        foreach (var group in received.GroupBy(message => LabelOf(message.Received)).OrderBy(group => group.Key))
        {
            var outcome = await new MoveTo(await FolderAsync(store, group.Key, cancel)).RunAsync(store, mailbox, [.. group.Select(message => message.Key)], cancel);
            done += outcome.Done;
            traces.AddRange(outcome.Traces);
        }
        return new(done, traces);
    }

    /// <summary>2026, or 2026-11: names that sort.</summary>
    string LabelOf(DateTimeOffset received) =>
        TimeZoneInfo.ConvertTime(received, Zone).ToString(By == ArchiveBy.Year ? "yyyy" : "yyyy-MM", CultureInfo.InvariantCulture);

    async Task<string> FolderAsync(IMailStore store, string label, CancellationToken cancel)
    {
        if (folders.TryGetValue(label, out var known)) return known;
        // A month lies in its year.
        var parent = By == ArchiveBy.Month && label.Length > 4 ? await FolderAsync(store, label[..4], cancel) : Root;
        return folders[label] = await EnsureAsync(store, parent, label, cancel);
    }

    async Task<string> EnsureAsync(IMailStore store, string parent, string label, CancellationToken cancel)
    {
        var mailboxes = await store.RecentMailboxesAsync(cancel);
        if (mailboxes.FirstOrDefault(mailbox => mailbox.Name == Root) is not { Delimiter: not '\0' } root) return Root;
        var name = $"{parent}{root.Delimiter}{label}";
        if (mailboxes.Any(mailbox => mailbox.Name == name && mailbox.Selectable)) return name;
        try
        {
            return await store.CreateMailboxAsync(parent, label, cancel);
        }
        catch (MailFailure taken) when (taken.Kind == FailureKind.NameTaken)
        {
            return name;
        }
    }
}
