using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// What a person was told a moment ago and need not ask again. The structure of a message never changes (RFC 9051 §2.3.1.1: nor does what a UID
/// names); the names of mailboxes seldom do. Bounded, by login, and gone after minutes.
/// </summary>
internal sealed class MailMemory : IDisposable
{
    readonly record struct Key(Guid PersonId, string AccountId, ServerAddress Server, string UserName, string Mailbox, MessageKey Message);
    readonly record struct ListKey(Key Mailbox, MessageOrder Order, MessageQuery? Only);

    /// <summary>Kilobytes, roughly, in all.</summary>
    const int Most = 20_000;
    static readonly TimeSpan Reading = TimeSpan.FromMinutes(10), Folders = TimeSpan.FromMinutes(1);

    readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = Most });

    public void Keep(MailLogin login, string mailbox, MessageKey message, MessagePart? structure)
    {
        if (structure is null) return;
        cache.Set(KeyOf(login, mailbox, message), structure, Entry(structure.SelfAndDescendants().Count(), Reading));
    }

    public MessagePart? Structure(MailLogin login, string mailbox, MessageKey message) => cache.Get<MessagePart>(KeyOf(login, mailbox, message));

    public void Keep(MailLogin login, IReadOnlyList<Mailbox> mailboxes) => cache.Set(KeyOf(login), mailboxes, Entry(mailboxes.Count, Folders));

    public IReadOnlyList<Mailbox>? Mailboxes(MailLogin login) => cache.Get<IReadOnlyList<Mailbox>>(KeyOf(login));

    public void Keep(MailLogin login, string mailbox, MessageOrder order, MessageQuery? only, FoundMessages found) =>
        cache.Set(new ListKey(KeyOf(login, mailbox), order, only), found, Entry(found.Uids.Count / 250, Reading));

    public FoundMessages? Found(MailLogin login, string mailbox, MessageOrder order, MessageQuery? only) =>
        cache.Get<FoundMessages>(new ListKey(KeyOf(login, mailbox), order, only));

    static Key KeyOf(MailLogin login, string mailbox = "", MessageKey message = default) =>
        new(login.PersonId, login.AccountId, login.Server, login.UserName, mailbox, message);

    static MemoryCacheEntryOptions Entry(int size, TimeSpan life) => new() { Size = size + 1, AbsoluteExpirationRelativeToNow = life };

    public void Dispose() => cache.Dispose();
}
