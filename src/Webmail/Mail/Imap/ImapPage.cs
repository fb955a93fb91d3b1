using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Webmail.Mail.Stores;
using Envelope = Webmail.Mail.Stores.Envelope;

namespace Webmail.Mail.Imap;

/// <summary>
/// Reads one page in arrival order as a window of sequence numbers, so that its cost does not grow with the mailbox. A window hung on an anchor
/// takes the anchor along to see that it is where it was last seen; only when it is not, the server is asked to count.
/// </summary>
internal sealed class ImapPage(ImapSession session, string mailbox, PageRequest request)
{
    const int LargestPage = 500;
    const int Attempts = 3;
    static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(10);

    readonly ImapFolder folder = session.Folder;
    readonly int size = Math.Clamp(request.Size, 1, LargestPage);

    public async Task<MessagePage> ReadAsync(CancellationToken cancel)
    {
        if (request.Anchor is { } anchor) session.Expect(anchor);
        if (!session.Fresh)
        {
            if (await TryReadNewestAsync(cancel) is { } newest) return newest;
            await session.SyncAsync(cancel);
        }
        var window = Hinted() ?? await CountedAsync(cancel);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await TryReadAsync(window, lenient: attempt == Attempts, cancel) is { } page) return page;
            await session.SyncAsync(cancel);
            window = await CountedAsync(cancel);
        }
        return Page(window, []);
    }

    /// <summary>
    /// The newest page in one command: by UID, because EXPUNGE may not be told during a FETCH by number (RFC 9051 §7.5.1). When it tells of a
    /// change, or rows are missing, null. Servers that tell late are asked by NOOP every few seconds all the same.
    /// </summary>
    async Task<MessagePage?> TryReadNewestAsync(CancellationToken cancel)
    {
        if (request.Side != PageSide.Newest || session.NewestFrom is not { } from || from.Size != size || session.SinceSync > TrustFor) return null;
        var before = session.Expunges;
        var rows = await folder.FetchAsync(new UniqueIdRange(new UniqueId(from.Uid), UniqueId.MaxValue), new FetchRequest(session.ListItems(ImapEnvelopes.Items)), cancel);
        var envelopes = Envelopes(rows, Newest());
        return session.Expunges == before && envelopes.Count == Math.Min(size, folder.Count) ? Page(Newest(), envelopes) : null;
    }

    /// <param name="Proof">Sequence number and UID that must agree; the row itself is shown only when the window reaches that far.</param>
    readonly record struct Window(int First, int Last, (int At, uint Uid)? Proof = null)
    {
        public bool IsEmpty => Last < First || Last < 1;
        public int From => Proof is { } proof ? Math.Min(First, proof.At) : First;
        public int To => Proof is { } proof ? Math.Max(Last, proof.At) : Last;
    }

    /// <summary>The window when the anchor still stands where the request says; null when there is no such hint.</summary>
    Window? Hinted()
    {
        if (request.Side == PageSide.Newest || request.Anchor is not { } anchor) return Newest();
        if (request.At is not { } at || at < 1 || at > folder.Count) return null;
        return At(at, at) with { Proof = (at, anchor.Uid) };
    }

    /// <summary>Asks where the anchor is, or would be: how many messages have a smaller UID, and whether it exists.</summary>
    async Task<Window> CountedAsync(CancellationToken cancel)
    {
        if (request.Side == PageSide.Newest || request.Anchor is not { } anchor) return Newest();
        var upTo = await CountAsync(anchor.Uid, cancel);
        var below = request.Side == PageSide.Newer || anchor.Uid == 1 ? upTo : await CountAsync(anchor.Uid - 1, cancel);
        return At(below + 1, upTo);
    }

    Window Newest() => new(Math.Max(1, folder.Count - size + 1), folder.Count);

    /// <param name="older">Older messages lie below this sequence number.</param>
    /// <param name="newer">Newer ones lie above this one.</param>
    Window At(int older, int newer) => request.Side switch
    {
        PageSide.Older => new(Math.Max(1, older - size), older - 1),
        PageSide.Newer => new(newer + 1, Math.Min(folder.Count, newer + size)),
        _ => Around(Math.Clamp(newer, 1, Math.Max(1, folder.Count))),
    };

    /// <summary>The page that a reader who leafs from the newest comes to.</summary>
    Window Around(int at)
    {
        var last = folder.Count - ((folder.Count - at) / size * size);
        return new(Math.Max(1, last - size + 1), last);
    }

    async Task<int> CountAsync(uint uid, CancellationToken cancel)
    {
        var query = SearchQuery.Uids(new UniqueIdRange(new UniqueId(1), new UniqueId(uid)));
        if (!session.Offers(ImapCapabilities.ESearch)) return (await folder.SearchAsync(query, cancel)).Count;
        return (await folder.SearchAsync(SearchOptions.Count, query, cancel)).Count;
    }

    /// <returns>Null when the mailbox has changed under the window.</returns>
    async Task<MessagePage?> TryReadAsync(Window window, bool lenient, CancellationToken cancel)
    {
        if (window.IsEmpty && window.Proof is null) return Page(window, []);
        IList<IMessageSummary> rows;
        try
        {
            rows = await folder.FetchAsync(window.From - 1, window.To - 1, new FetchRequest(session.ListItems(ImapEnvelopes.Items)), cancel);
        }
        // RFC 5530 EXPUNGEISSUED: somebody removed a message of the window.
        catch (ImapCommandException e) when (e.Response == ImapCommandResponse.No && !lenient)
        {
            return null;
        }
        if (window.Proof is { } proof && !rows.Any(row => row.Index == proof.At - 1 && row.UniqueId.Id == proof.Uid)) return null;
        var envelopes = Envelopes(rows, window);
        return envelopes.Count < window.Last - window.First + 1 && !lenient ? null : Page(window, envelopes);
    }

    List<Envelope> Envelopes(IList<IMessageSummary> rows, Window window) =>
        [.. rows.Where(row => row.Index >= window.First - 1 && row.Index < window.Last && row.UniqueId.IsValid)
            .OrderByDescending(row => row.Index).Select(row => ImapEnvelopes.From(row, folder.UidValidity))];

    MessagePage Page(Window window, List<Envelope> envelopes)
    {
        var none = envelopes.Count == 0;
        if (request.Side == PageSide.Newest) session.NewestFrom = none ? null : (envelopes[^1].Key.Uid, size);
        return new MessagePage(
            mailbox, folder.UidValidity, folder.Count, none ? 0 : window.First, none ? 0 : window.Last, envelopes, folder.Access != FolderAccess.ReadWrite);
    }
}
