using System.Globalization;
using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>How far a mailbox was when it was asked: the same again says that no message has come or gone, and with a modification sequence that no flag has changed.</summary>
/// <param name="ModSeq">RFC 7162 §3.1; 0 where the server keeps none.</param>
public sealed record ImapCursor(string Mailbox, uint Validity, uint UidNext, int Messages, ulong ModSeq)
{
    public bool HasSameMessages(ImapCursor? other) => other is not null && (Validity, UidNext, Messages) == (other.Validity, other.UidNext, other.Messages);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Validity} {UidNext} {Messages} {ModSeq} {Mailbox}");

    public static ImapCursor? Read(string line) =>
        line.Split(' ', 5) is [var validity, var next, var messages, var changed, var mailbox] && uint.TryParse(validity, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && uint.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && int.TryParse(messages, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && ulong.TryParse(changed, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? new(mailbox, id, uid, count, sequence) : null;
}

/// <summary>Asks mailboxes whether something has changed in them, without opening any (STATUS, RFC 9051 §6.3.11).</summary>
internal static class ImapCursors
{
    const StatusItems Items = StatusItems.Count | StatusItems.UidNext | StatusItems.UidValidity;

    /// <summary>Those that are gone or forbidden by now are left out.</summary>
    public static async Task<IReadOnlyList<ImapCursor>> ReadAsync(ImapSession session, IReadOnlyCollection<string> mailboxes, CancellationToken cancel)
    {
        var items = session.Offers(ImapCapabilities.CondStore) ? Items | StatusItems.HighestModSeq : Items;
        // Of a mailbox that is open here the server tells what this connection knows of it, and a STATUS brings no news.
        if (session.Mailbox is not null) await session.SyncAsync(cancel);
        List<ImapCursor> cursors = [];
        foreach (var mailbox in mailboxes)
        {
            try
            {
                var folder = await session.FindAsync(mailbox, cancel);
                await folder.StatusAsync(items, cancel);
                cursors.Add(new(mailbox, folder.UidValidity, folder.UidNext?.Id ?? 0, folder.Count, items.HasFlag(StatusItems.HighestModSeq) ? folder.HighestModSeq : 0));
            }
            catch (Exception gone) when (gone is CommandException or FolderNotFoundException)
            {
                // As in the list of mailboxes: what cannot be counted is not counted.
            }
        }
        return cursors;
    }

    /// <summary>What the selected mailbox knows of messages whose flags have changed since (RFC 7162 §3.1.4.1).</summary>
    public static async Task<IReadOnlyList<MessageMarks>> ChangedAsync(ImapSession session, ulong since, CancellationToken cancel)
    {
        if (since == 0 || !session.Folder.Supports(FolderFeature.ModSequences)) return [];
        var changed = await session.Folder.FetchAsync(0, -1, new FetchRequest(ImapMarks.Items) { ChangedSince = since }, cancel);
        return ImapMarks.Of(session, changed);
    }
}
