using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>What the server said about room; null: that there is no limit.</summary>
internal sealed record KnownQuota(MailQuota? Quota);

/// <summary>
/// What a person was told a moment ago and need not ask again. What a UID names never changes (RFC 9051 §2.3.1.1), only its flags do: they are asked for
/// each time, or a list has asked for them a moment ago and no connection has heard of a change since. The names of mailboxes change seldom. Bounded, by login, and gone minutes after it was last of use:
/// somebody who is signed in and does nothing costs little more than their connection. Only what the server needs long for is kept for an hour.
/// </summary>
internal sealed class MailMemory : IDisposable
{
    readonly record struct Login(Guid PersonId, string AccountId, ServerAddress Server, string UserName);
    readonly record struct PlaceKey(Login Login, string Mailbox, object Thing);
    readonly record struct ListKey(MessageOrder Order, MessageQuery? Only);
    readonly record struct GroupedKey(MessageOrder Order, MessageQuery? Only);

    /// <summary>Kilobytes, roughly, in all.</summary>
    const int Most = 64_000;
    static readonly TimeSpan Resting = TimeSpan.FromSeconds(90), Reading = TimeSpan.FromMinutes(10), Dear = TimeSpan.FromHours(1), Folders = TimeSpan.FromMinutes(1), Room = TimeSpan.FromMinutes(5), Trust = TimeSpan.FromSeconds(10);

    readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = Most, ExpirationScanFrequency = TimeSpan.FromSeconds(30) });

    public void Keep(MailLogin login, string mailbox, OpenedMessage message) =>
        cache.Set(KeyOf(login, mailbox, message.Envelope.Key), message, WhileUsed(((message.Structure?.SelfAndDescendants().Count() ?? 0) + (message.Header?.Count ?? 0)) / 2));

    public OpenedMessage? Message(MailLogin login, string mailbox, MessageKey message) => cache.Get<OpenedMessage>(KeyOf(login, mailbox, message));

    public void Keep(MailLogin login, string mailbox, MessageKey key, MessageInMemory whole) =>
        cache.Set(KeyOf(login, mailbox, (key, typeof(MessageInMemory))), whole, Entry(whole.Length / 500, Folders));

    /// <summary>All of a message, when it is small and was opened a moment ago.</summary>
    public MessageInMemory? Whole(MailLogin login, string mailbox, MessageKey key) => cache.Get<MessageInMemory>(KeyOf(login, mailbox, (key, typeof(MessageInMemory))));

    public void ForgetWhole(MailLogin login, string mailbox, IReadOnlyCollection<MessageKey> keys)
    {
        foreach (var key in keys) cache.Remove(KeyOf(login, mailbox, (key, typeof(MessageInMemory))));
    }

    /// <summary>A list has been shown: its flags are those of this moment.</summary>
    public void Show(MailLogin login, string mailbox, MessagePage page) => cache.Set(KeyOf(login, mailbox, nameof(Show)), page, Entry(0, Trust));

    /// <summary>Flags in a mailbox have changed: what was shown of it may be of before.</summary>
    public void Doubt(MailLogin login, string mailbox) => cache.Remove(KeyOf(login, mailbox, nameof(Show)));

    /// <summary>A message as a list has just shown it; null when its flags have to be asked for.</summary>
    public Envelope? Shown(MailLogin login, string mailbox, MessageKey key) =>
        cache.Get<MessagePage>(KeyOf(login, mailbox, nameof(Show)))?.Envelopes.FirstOrDefault(envelope => envelope.Key == key);

    public void Keep(MailLogin login, PageRequest request, MessagePage page) =>
        cache.Set(KeyOf(login, page.Mailbox, Plain(request)), page, WhileUsed(page.Envelopes.Count / 4));

    public MessagePage? Page(MailLogin login, string mailbox, PageRequest request) => cache.Get<MessagePage>(KeyOf(login, mailbox, Plain(request)));

    public void Keep(MailLogin login, string mailbox, MessageOrder order, MessageQuery? only, FoundMessages found) =>
        cache.Set(KeyOf(login, mailbox, new ListKey(order, only)), found, WhileUsed(found.Uids.Count / 250, Dear));

    public FoundMessages? Found(MailLogin login, string mailbox, MessageOrder order, MessageQuery? only) =>
        cache.Get<FoundMessages>(KeyOf(login, mailbox, new ListKey(order, only)));

    public void Keep(MailLogin login, string mailbox, KnownThreads threads) =>
        cache.Set(KeyOf(login, mailbox, "threads"), threads, WhileUsed(threads.Index.Messages / 125, Dear));

    public KnownThreads? Threads(MailLogin login, string mailbox) => cache.Get<KnownThreads>(KeyOf(login, mailbox, "threads"));

    public void Keep(MailLogin login, string mailbox, MessageOrder order, MessageQuery? only, FoundConversations found) =>
        cache.Set(KeyOf(login, mailbox, new GroupedKey(order, only)), found, WhileUsed(found.Order.Count / 250, Dear));

    public FoundConversations? FoundConversations(MailLogin login, string mailbox, MessageOrder order, MessageQuery? only) =>
        cache.Get<FoundConversations>(KeyOf(login, mailbox, new GroupedKey(order, only)));

    public void Keep(MailLogin login, IReadOnlyList<Mailbox> mailboxes) => cache.Set(KeyOf(login, "", "mailboxes"), mailboxes, Entry(mailboxes.Count / 4, Folders));

    public IReadOnlyList<Mailbox>? Mailboxes(MailLogin login) => cache.Get<IReadOnlyList<Mailbox>>(KeyOf(login, "", "mailboxes"));

    public void ForgetMailboxes(MailLogin login) => cache.Remove(KeyOf(login, "", "mailboxes"));

    public void Keep(MailLogin login, KnownQuota quota) => cache.Set(KeyOf(login, "", "quota"), quota, Entry(0, Room));

    public KnownQuota? Quota(MailLogin login) => cache.Get<KnownQuota>(KeyOf(login, "", "quota"));

    /// <summary>In a mailbox where a description could not be read, the next list asks for less at once.</summary>
    public void Keep(MailLogin login, string mailbox, Care care) => cache.Set(KeyOf(login, mailbox, typeof(Care)), care, Entry(0, Reading));

    public Care CareOf(MailLogin login, string mailbox) => cache.TryGetValue(KeyOf(login, mailbox, typeof(Care)), out Care care) ? care : Care.Full;

    static PageRequest Plain(PageRequest request) => request with { At = null, Anew = false };

    static PlaceKey KeyOf(MailLogin login, string mailbox, object thing) => new(new(login.PersonId, login.AccountId, login.Server, login.UserName), mailbox, thing);

    static MemoryCacheEntryOptions Entry(int size, TimeSpan life) => new() { Size = size + 1, AbsoluteExpirationRelativeToNow = life };

    // What never changes, and what is compared with what is there.
    static MemoryCacheEntryOptions WhileUsed(int size, TimeSpan? rest = null) => new() { Size = size + 1, SlidingExpiration = rest ?? Resting };

    public void Dispose() => cache.Dispose();
}
