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

    // No RFC822.SIZE: on a new connection to a large Maildir it alone costs 75 ms.
    const MessageSummaryItems Items =
        MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate | MessageSummaryItems.Envelope | MessageSummaryItems.BodyStructure;

    readonly ImapFolder folder = session.Folder;
    readonly int size = Math.Clamp(request.Size, 1, LargestPage);

    public async Task<MessagePage> ReadAsync(CancellationToken cancel)
    {
        if (request.Anchor is { } anchor) session.Expect(anchor);
        // New mail and expunges of others are told at the next command; one that costs nothing keeps the window true.
        if (!session.Fresh) await session.Client.NoOpAsync(cancel);
        var window = Hinted() ?? await CountedAsync(cancel);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await TryReadAsync(window, lenient: attempt == Attempts, cancel) is { } page) return page;
            await session.Client.NoOpAsync(cancel);
            window = await CountedAsync(cancel);
        }
        return Page(window, []);
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
            rows = await folder.FetchAsync(window.From - 1, window.To - 1, new FetchRequest(session.ListItems(Items)), cancel);
        }
        // RFC 5530 EXPUNGEISSUED: somebody removed a message of the window.
        catch (ImapCommandException e) when (e.Response == ImapCommandResponse.No && !lenient)
        {
            return null;
        }
        if (window.Proof is { } proof && !rows.Any(row => row.Index == proof.At - 1 && row.UniqueId.Id == proof.Uid)) return null;
        var envelopes = rows.Where(row => row.Index >= window.First - 1 && row.Index < window.Last && row.UniqueId.IsValid)
            .OrderByDescending(row => row.Index).Select(row => ImapEnvelopes.From(row, folder.UidValidity)).ToList();
        return envelopes.Count < window.Last - window.First + 1 && !lenient ? null : Page(window, envelopes);
    }

    MessagePage Page(Window window, List<Envelope> envelopes) => new(
        mailbox, folder.UidValidity, folder.Count,
        envelopes.Count == 0 ? 0 : window.First, envelopes.Count == 0 ? 0 : window.Last, envelopes, folder.Access != FolderAccess.ReadWrite);
}
