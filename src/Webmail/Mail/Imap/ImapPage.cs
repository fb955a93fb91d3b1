using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// Reads one page in arrival order as a window of sequence numbers, so that its cost does not grow with the mailbox. A window hung on an anchor
/// takes the anchor along to see that it is where it was last seen; only when it is not, the server is asked to count.
/// </summary>
internal sealed class ImapPage(ImapSession session, string mailbox, PageRequest request, MailMemory memory)
{
    const int LargestPage = 500;
    const int Attempts = 3;
    static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(10);

    readonly ImapFolder folder = session.Folder;
    readonly int size = Math.Clamp(request.Size, 1, LargestPage);
    readonly ImapRows rows = new(session, mailbox, memory);
    readonly MessagePage? known = memory.Page(session.Login, mailbox, request) is { } page && page.Validity == session.Folder.UidValidity ? page : null;

    // What a page shows that is read from now on is at least of this moment.
    ulong modSeq = session.Folder.HighestModSeq;

    public async Task<MessagePage> ReadAsync(CancellationToken cancel)
    {
        if (request.Anchor is { } anchor) session.Expect(anchor);
        if (!session.Fresh)
        {
            if (request.Anew) await session.SyncAsync(cancel);
            if (await TryReadChangesAsync(cancel) is { } same) return same;
            if (await TryReadNewestAsync(cancel) is { } newest) return newest;
            if (await TryReadAgainAsync(cancel) is { } again) return again;
            // Asking costs 20 ms in a Maildir of 100,000: the window itself shows soon enough that something has gone.
            if (request.Side == PageSide.Newest || session.SinceSync > TrustFor) await session.SyncAsync(cancel);
        }
        var window = Hinted() ?? await CountedAsync(cancel);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await TryReadAsync(window, attempt, cancel) is { } page) return page;
            await session.SyncAsync(cancel);
            window = await CountedAsync(cancel);
        }
        return Page(window, []);
    }

    /// <summary>
    /// The newest page as it was, with what has come or changed since: a short answer when that is nothing. Null when the server keeps no count of changes, and when
    /// something is said to have changed: of a mailbox that was deleted Dovecot tells nothing either.
    /// </summary>
    async Task<MessagePage?> TryReadChangesAsync(CancellationToken cancel)
    {
        if (request.Side != PageSide.Newest || request.Anew || session.Newest is not { ModSeq: > 0 } last || last.Size != size || session.SinceSync > TrustFor || known is null || !last.Is(known)) return null;
        var before = session.Expunges;
        var (found, latest) = await rows.FetchChangedAsync(new UniqueIdRange(new UniqueId(last.From), UniqueId.MaxValue), last.ModSeq, cancel);
        modSeq = latest;
        var changed = found.ToDictionary(row => row.Envelope.Key.Uid, row => row.Envelope);
        List<Stores.Envelope> kept = [.. known.Envelopes.Select(envelope => changed.Remove(envelope.Key.Uid, out var now) ? now : envelope)];
        if (session.Expunges != before || known.Total + changed.Count != folder.Count) return null;
        return Page(Newest(), [.. changed.Values.OrderByDescending(envelope => envelope.Key.Uid).Concat(kept).Take(size)]);
    }

    /// <summary>
    /// The newest page in one command: by UID, because EXPUNGE may not be told during a FETCH by number (RFC 9051 §7.5.1). When it tells of a
    /// change, or rows are missing, null. Servers that tell late are asked by NOOP every few seconds all the same.
    /// </summary>
    async Task<MessagePage?> TryReadNewestAsync(CancellationToken cancel)
    {
        if (request.Side != PageSide.Newest || session.Newest is not { } last || last.Size != size || session.SinceSync > TrustFor) return null;
        var before = session.Expunges;
        var found = await rows.FetchAsync(new UniqueIdRange(new UniqueId(last.From), UniqueId.MaxValue), known is not null, cancel);
        var envelopes = Envelopes(found, Newest());
        return session.Expunges == before && envelopes.Count == Math.Min(size, folder.Count) ? Page(Newest(), envelopes) : null;
    }

    /// <summary>A page elsewhere that was read before, in one command by its UIDs, which makes the server tell of any that have gone. Null when it has changed.</summary>
    async Task<MessagePage?> TryReadAgainAsync(CancellationToken cancel)
    {
        if (request.Side == PageSide.Newest || known is not { Envelopes.Count: > 0 } || session.SinceSync > TrustFor) return null;
        if (known.Total != folder.Count && (request.Side == PageSide.Around || known.Envelopes.Count < size)) return null;
        var before = session.Expunges;
        var found = await rows.FetchAsync([.. known.Envelopes.Select(envelope => new UniqueId(envelope.Key.Uid))], true, cancel);
        if (session.Expunges != before || found.Count != known.Envelopes.Count) return null;
        var window = new Window(found.Min(row => row.Index) + 1, found.Max(row => row.Index) + 1);
        return window.Last - window.First + 1 == found.Count ? Page(window, Envelopes(found, window)) : null;
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
        if ((request.At ?? memory.Message(session.Login, mailbox, anchor)?.At) is not { } at || at < 1 || at > folder.Count) return null;
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
    async Task<MessagePage?> TryReadAsync(Window window, int attempt, CancellationToken cancel)
    {
        var lenient = attempt == Attempts;
        if (window.IsEmpty && window.Proof is null) return Page(window, []);
        List<ImapRow> found;
        try
        {
            found = await rows.FetchAsync(window.From, window.To, known is not null || IsAroundKnown, cancel);
        }
        // RFC 5530 EXPUNGEISSUED: somebody removed a message of the window.
        catch (ImapCommandException e) when (e.Response == ImapCommandResponse.No && !lenient)
        {
            return null;
        }
        if (window.Proof is { } proof && !found.Any(row => row.Index == proof.At - 1 && row.Envelope.Key.Uid == proof.Uid)) return null;
        var envelopes = Envelopes(found, window);
        // Of what another connection has removed, servers answer NIL for everything (RFC 2180 §4.1.3): the first time, ask whether it is still there.
        if (attempt == 1 && !session.Fresh && envelopes.Any(IsNil)) return null;
        return envelopes.Count < window.Last - window.First + 1 && !lenient ? null : Page(window, envelopes);
    }

    /// <summary>Around a message that a list has shown most others were in that list too.</summary>
    bool IsAroundKnown => request is { Side: PageSide.Around, Anchor: { } anchor } && rows.Knows(anchor.Uid);

    static bool IsNil(Stores.Envelope envelope) => envelope is { Subject.Length: 0, From.Count: 0, Date: null };

    static List<Stores.Envelope> Envelopes(List<ImapRow> rows, Window window) =>
        [.. rows.Where(row => row.Index >= window.First - 1 && row.Index < window.Last).OrderByDescending(row => row.Index).Select(row => row.Envelope)];

    MessagePage Page(Window window, List<Stores.Envelope> envelopes)
    {
        var none = envelopes.Count == 0;
        var page = new MessagePage(
            mailbox, folder.UidValidity, folder.Count, none ? 0 : window.First, none ? 0 : window.Last, envelopes, folder.Access != FolderAccess.ReadWrite) { UpTo = session.HighestUid };
        // The same object says that nothing has changed: what was drawn from it still holds.
        if (known is not null && page with { Envelopes = known.Envelopes } == known && envelopes.SequenceEqual(known.Envelopes, ReferenceEqualityComparer.Instance)) page = known;
        else memory.Keep(session.Login, request, page);
        if (request.Side == PageSide.Newest) session.Newest = none ? null : new(new(page), envelopes[^1].Key.Uid, size, modSeq);
        return page;
    }
}
