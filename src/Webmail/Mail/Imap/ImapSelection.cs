using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Webmail.Mail.Stores;
using Criterion = Webmail.Mail.Stores.OrderBy;
using OrderBy = MailKit.Search.OrderBy;

namespace Webmail.Mail.Imap;

/// <summary>The messages of a list in its order, as the server knew them at one moment.</summary>
/// <param name="Messages">Of the whole mailbox.</param>
/// <param name="OnlyNewest">How many of the newest were looked at, when the server could not help with all of them.</param>
internal sealed record FoundMessages(uint Validity, IReadOnlyList<uint> Uids, int Messages, int? OnlyNewest)
{
    public uint Newest { get; } = Uids.Count == 0 ? 0 : Uids.Max();
}

/// <summary>
/// Finds and orders the messages of the selected mailbox: by the server (SORT, RFC 5256 and 5957), or here from what is fetched for it, which is
/// done for the newest <see cref="MostHere"/> only.
/// </summary>
internal sealed class ImapSelection(ImapSession session, MessageOrder order, MessageQuery? only, CancellationToken cancel)
{
    public const int MostHere = 5000;

    readonly ImapFolder folder = session.Folder;
    readonly ImapQuery queries = new(session);
    int? onlyNewest;

    public async Task<FoundMessages> FindAsync()
    {
        var uids = await OrderedAsync();
        if (queries.Attachment(only) is { } wanted) uids = await DecideAsync(uids, wanted);
        return new FoundMessages(folder.UidValidity, [.. uids.Select(uid => uid.Id)], folder.Count, onlyNewest);
    }

    async Task<IList<UniqueId>> OrderedAsync() => order.By switch
    {
        Criterion.Arrival => Directed(await SearchAsync(queries.Of(only))),
        Criterion.Unread => await FirstAsync(SearchQuery.NotSeen, SearchQuery.Seen),
        Criterion.Flagged => await FirstAsync(SearchQuery.Flagged, SearchQuery.NotFlagged),
        Criterion.Sender or Criterion.Recipient when !session.Offers(ImapCapabilities.SortDisplay) => await SortHereAsync(),
        _ when session.Offers(ImapCapabilities.Sort) => await SortThereAsync(),
        _ => await SortHereAsync(),
    };

    /// <summary>Newest first, unless reversed.</summary>
    List<UniqueId> Directed(IEnumerable<UniqueId> uids) => [.. order.Reversed ? uids.Order() : uids.OrderDescending()];

    async Task<IList<UniqueId>> SearchAsync(SearchQuery query) => await folder.SearchAsync(query, cancel);

    async Task<IList<UniqueId>> FirstAsync(SearchQuery first, SearchQuery then)
    {
        var (above, below) = order.Reversed ? (then, first) : (first, then);
        var upper = await SearchAsync(above.And(queries.Of(only)));
        var lower = await SearchAsync(below.And(queries.Of(only)));
        return [.. upper.OrderDescending(), .. lower.OrderDescending()];
    }

    /// <summary>
    /// From the last to the first: what is alike the server leaves in its order (RFC 5256 §3), oldest first, and we want the newest first. To ask for that as
    /// a second order costs Dovecot sixteen times as much (700 ms instead of 43, by sender among 100,000).
    /// </summary>
    async Task<IList<UniqueId>> SortThereAsync() => [.. (await folder.SortAsync(queries.Of(only), [Backwards(order.By, order.Reversed)], cancel)).Reverse()];

    static OrderBy Backwards(Criterion by, bool reversed) => by switch
    {
        Criterion.Date => reversed ? OrderBy.ReverseDate : OrderBy.Date,
        Criterion.Sender => reversed ? OrderBy.DisplayFrom : OrderBy.ReverseDisplayFrom,
        Criterion.Recipient => reversed ? OrderBy.DisplayTo : OrderBy.ReverseDisplayTo,
        Criterion.Subject => reversed ? OrderBy.Subject : OrderBy.ReverseSubject,
        Criterion.Size => reversed ? OrderBy.ReverseSize : OrderBy.Size,
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    async Task<IList<UniqueId>> SortHereAsync()
    {
        var newest = Newest(await SearchAsync(queries.Of(only)));
        if (newest.Count == 0) return newest;
        var size = order.By == Criterion.Size ? MessageSummaryItems.Size : MessageSummaryItems.Envelope;
        var rows = await folder.FetchAsync(newest, new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate | size), cancel);
        return [.. Sorted(rows.Where(row => row.UniqueId.IsValid).OrderByDescending(row => row.UniqueId.Id)).Select(row => row.UniqueId)];
    }

    /// <summary>As RFC 5256 and 5957 order: base subjects, display names, letters of either case alike.</summary>
    IEnumerable<IMessageSummary> Sorted(IEnumerable<IMessageSummary> rows) => order.By switch
    {
        Criterion.Date => By(rows, row => row.Envelope?.Date ?? row.InternalDate ?? DateTimeOffset.UnixEpoch, Comparer<DateTimeOffset>.Default, descending: true),
        Criterion.Size => By(rows, row => row.Size ?? 0, Comparer<uint>.Default, descending: true),
        Criterion.Subject => By(rows, row => row.NormalizedSubject ?? "", StringComparer.OrdinalIgnoreCase, descending: false),
        _ => By(rows, row => Name(order.By == Criterion.Sender ? row.Envelope?.From : row.Envelope?.To), StringComparer.OrdinalIgnoreCase, descending: false),
    };

    IEnumerable<IMessageSummary> By<T>(IEnumerable<IMessageSummary> rows, Func<IMessageSummary, T> key, IComparer<T> comparer, bool descending) =>
        descending != order.Reversed ? rows.OrderByDescending(key, comparer) : rows.OrderBy(key, comparer);

    static string Name(MimeKit.InternetAddressList? people) =>
        people?.Mailboxes.FirstOrDefault() is { } first ? (string.IsNullOrEmpty(first.Name) ? first.Address : first.Name) : "";

    /// <summary>Keeps what really has attachments, or has none.</summary>
    async Task<IList<UniqueId>> DecideAsync(IList<UniqueId> found, bool wanted)
    {
        var candidates = Newest(found);
        if (candidates.Count == 0) return candidates;
        var rows = await folder.FetchAsync(candidates, new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.BodyStructure), cancel);
        var right = rows.Where(row => row.UniqueId.IsValid && ImapEnvelopes.HasAttachments(row.Body) == wanted).Select(row => row.UniqueId.Id).ToHashSet();
        return [.. found.Where(uid => right.Contains(uid.Id))];
    }

    UniqueIdSet Newest(IList<UniqueId> uids)
    {
        if (uids.Count > MostHere) onlyNewest = MostHere;
        return new UniqueIdSet(uids.OrderDescending().Take(MostHere), SortOrder.Ascending);
    }
}
