using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>Which rows of a list in arrival order a page has: positions from the oldest, which is 1.</summary>
/// <param name="Below">Rows that are the pivot or older.</param>
/// <param name="Above">Rows that are newer.</param>
readonly record struct LocalWindow(int First, int Last, int Below, int Above)
{
    /// <param name="total">Rows of the list.</param>
    /// <param name="upTo">How many are the anchor or older.</param>
    /// <param name="there">Whether the anchor is one of them.</param>
    public static LocalWindow Of(PageSide side, int size, int total, int upTo, bool there)
    {
        switch (side)
        {
            case PageSide.Older:
                var last = there ? upTo - 1 : upTo;
                return new(Math.Max(1, last - size + 1), last, Math.Min(size, last), 0);
            case PageSide.Newer:
                return new(upTo + 1, Math.Min(total, upTo + size), 0, Math.Min(size, Math.Max(0, total - upTo)));
            case PageSide.Around:
                // The page that a reader who leafs from the newest comes to.
                var end = total - ((total - Math.Clamp(upTo, 1, Math.Max(1, total))) / size * size);
                var first = Math.Max(1, end - size + 1);
                return new(first, end, Math.Max(0, upTo - first + 1), end - Math.Max(upTo, first - 1));
            default:
                return new(Math.Max(1, total - size + 1), total, Math.Min(size, total), 0);
        }
    }
}

/// <summary>One page in arrival order, found by key and never by counting rows: its cost does not grow with the mailbox.</summary>
sealed class LocalPage(WebmailDb db, LocalMailbox mailbox, PageRequest request, CancellationToken cancel)
{
    readonly int size = ListWindow.SizeOf(request);

    public async Task<MessagePage> ReadAsync()
    {
        var (window, pivot) = (await WindowAsync(), request.Anchor?.Uid ?? uint.MaxValue);
        var messages = LocalRows.Messages(db, mailbox.Id);
        var newer = window.Above > 0 ? await RowsAsync(messages.Where(message => message.Uid > pivot).OrderBy(message => message.Uid).Take(window.Above)) : [];
        if (request.Side == PageSide.Older) pivot--;
        var older = window.Below > 0 ? await RowsAsync(messages.Where(message => message.Uid <= pivot).OrderByDescending(message => message.Uid).Take(window.Below)) : [];
        List<LocalRow> rows = [.. newer, .. older];
        var none = rows.Count == 0;
        return new MessagePage(mailbox.Name, (uint)mailbox.Id, mailbox.Messages, none ? 0 : window.First, none ? 0 : window.Last, [.. rows.Select(row => row.ToEnvelope())], ReadOnly: false)
        {
            UpTo = (uint)(mailbox.UidNext - 1),
        };
    }

    /// <summary>Newest first.</summary>
    async Task<IEnumerable<LocalRow>> RowsAsync(IQueryable<LocalMessage> messages) => (await LocalRows.Of(db, messages).ToListAsync(cancel)).OrderByDescending(row => row.Uid);

    async Task<LocalWindow> WindowAsync()
    {
        if (request.Side == PageSide.Newest || request.Anchor is not { } anchor) return LocalWindow.Of(PageSide.Newest, size, mailbox.Messages, 0, false);
        var upTo = await LocalPlace.CountAsync(db, mailbox, anchor.Uid, cancel);
        var there = await LocalRows.Messages(db, mailbox.Id).AnyAsync(message => message.Uid == anchor.Uid, cancel);
        return LocalWindow.Of(request.Side, size, mailbox.Messages, upTo, there);
    }
}
