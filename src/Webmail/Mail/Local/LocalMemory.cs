using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>A list that was found: UIDs, or conversations where those are asked for.</summary>
sealed record LocalFoundList(IReadOnlyList<long> Rows);

/// <summary>Lists that are leafed through as they were found, and pages of mailboxes that have not changed since.</summary>
public sealed class LocalMemory : IDisposable
{
    /// <summary>Kilobytes, roughly, in all.</summary>
    const int Most = 32_000;
    static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    readonly record struct ListKey(long MailboxId, MessageOrder Order, MessageQuery? Only, bool Grouped);
    readonly record struct PageKey(long MailboxId, string Name, PageRequest Request);

    readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = Most });

    internal void Keep(long mailboxId, PageRequest request, LocalFoundList found) => cache.Set(KeyOf(mailboxId, request), found, Entry(found.Rows.Count / 125));

    internal LocalFoundList? Found(long mailboxId, PageRequest request) => cache.Get<LocalFoundList>(KeyOf(mailboxId, request));

    public void Keep(LocalMailbox mailbox, PageRequest request, MessagePage page)
    {
        if (request.Only is null or { IsOfMailbox: true }) cache.Set(KeyOf(mailbox, request), (mailbox.Change, page), Entry(page.Envelopes.Count / 4));
    }

    /// <summary>The same object says that nothing has changed: what was drawn from it still holds.</summary>
    public MessagePage? Page(LocalMailbox mailbox, PageRequest request) =>
        cache.TryGetValue(KeyOf(mailbox, request), out (long Change, MessagePage Page) kept) && kept.Change == mailbox.Change ? kept.Page : null;

    static ListKey KeyOf(long mailboxId, PageRequest request) => new(mailboxId, request.Order, request.Only, request.Grouped);

    static PageKey KeyOf(LocalMailbox mailbox, PageRequest request) => new(mailbox.Id, mailbox.Name, request with { At = null, Anew = false, Patience = null, Aside = false });

    static MemoryCacheEntryOptions Entry(int size) => new() { Size = size + 1, AbsoluteExpirationRelativeToNow = Life };

    public void Dispose() => cache.Dispose();
}
