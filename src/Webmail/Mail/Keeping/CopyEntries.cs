using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Imap;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>
/// The messages of the copied mailboxes as a list that can be compared with the ledger: each under a name made of its mailbox, UIDVALIDITY and UID, which mean the same
/// message for ever (RFC 9051 §2.3.1.1). Only of mailboxes in which a message has come or gone the UIDs are asked for.
/// </summary>
sealed class CopyEntries(IReadOnlyList<Mailbox> mailboxes, IReadOnlyList<ImapCursor> cursors)
{
    readonly List<Pop3Entry> entries = [];
    readonly List<(Mailbox Mailbox, MessageKey Key)> places = [];

    public IReadOnlyList<Pop3Entry> All => entries;

    /// <summary>Where the message of an entry lies.</summary>
    public (Mailbox Mailbox, MessageKey Key) Of(Pop3Entry entry) => places[entry.Number - 1];

    public async Task ReadAsync(ImapStore live, IReadOnlyDictionary<string, ImapCursor> before, IReadOnlyList<Pop3Known> ledger, CancellationToken cancel)
    {
        var known = ledger.ToDictionary(line => line.Uidl, StringComparer.Ordinal);
        foreach (var cursor in cursors)
        {
            var (mailbox, start) = (mailboxes.First(one => one.Name == cursor.Mailbox), NameOf(cursor.Mailbox));
            var keys = cursor.HasSameMessages(before.GetValueOrDefault(cursor.Mailbox))
                ? ledger.Where(line => line.GoneSince is null && line.Uidl.StartsWith(start, StringComparison.Ordinal)).Select(line => KeyOf(line.Uidl)).OfType<MessageKey>()
                : await live.KeysAsync(cursor.Mailbox, MessageOrder.Arrival, null, cancel);
            foreach (var key in keys.OrderBy(key => key.Uid))
            {
                var name = start + key;
                places.Add((mailbox, key));
                // A UID never stands for another message: the size that is known is the size.
                entries.Add(new Pop3Entry(places.Count, name, known.GetValueOrDefault(name)?.Size ?? 0));
            }
        }
    }

    /// <summary>What the names of its messages begin with. Not its own name, which may be longer than a name in the ledger.</summary>
    public static string NameOf(string mailbox) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mailbox)))[..16] + '/';

    /// <summary>Of a message that is called so in the ledger.</summary>
    public static MessageKey? KeyOf(string name) => MessageKey.TryParse(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..], out var key) ? key : null;
}
