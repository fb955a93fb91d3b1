using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sealing;

/// <param name="Unlocked">Ids of the keys that are open: what they opened is found only as long as they are.</param>
/// <param name="Known">How many keys there are: one more may say more about a signature.</param>
readonly record struct OpenedPlace(Guid Person, string Account, string Mailbox, MessageKey Message, string Unlocked, int Known);

/// <summary>
/// Messages that were opened a moment ago: the reader, its frame and its files ask one after the other. In memory only, bounded, for a short while, and never found by a
/// session that has not unlocked the same keys.
/// </summary>
public sealed class RecentlyOpened : IDisposable
{
    const long MostOctets = 128 << 20;
    static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    readonly MemoryCache opened = new(new MemoryCacheOptions { SizeLimit = MostOctets });

    internal OpenedSeal? Find(OpenedPlace place) => opened.Get<OpenedSeal>(place);

    internal void Keep(OpenedPlace place, OpenedSeal seal)
    {
        if (seal.Inner is { } inner) opened.Set(place, seal, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = KeptFor, Size = 1000 + inner.Length });
    }

    public void Dispose() => opened.Dispose();
}
