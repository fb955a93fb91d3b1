using Microsoft.Extensions.Caching.Memory;
using MimeKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Trust;

/// <summary>What can be said about where a message comes from, and what it asks for besides being read.</summary>
public sealed record MessageTrust(HeaderList Headers, Authentication Authentication, IReadOnlyList<TrustSign> Signs, AddrSpec? Sender, bool KnowsSender)
{
    public bool HasWarning => Signs.Any(sign => sign.IsWarning);
}

/// <summary>Reads the header of a message and looks it over. A header never changes: it is fetched once and kept for minutes.</summary>
public sealed class TrustReader(KnownPeople people, RecentHeaders headers)
{
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<MessageTrust> ReadAsync(OpenedAccount account, string mailbox, OpenedMessage message, CancellationToken cancel)
    {
        var list = message.Header ?? await headers.ReadAsync(account, mailbox, message.Envelope.Key, cancel);
        var known = await people.OfAsync(account.Account.PersonId, cancel);
        var sender = message.Envelope.From.Count > 0 && AddrSpec.TryParse(message.Envelope.From[0].Address, out var parsed) ? parsed : null;
        var authentication = Authentication.Of(list, account.TrustedAuthservIds);
        // What was checked is the domain that the checker read in From: it counts only for what is shown.
        if (authentication.FromDomain != sender?.Domain) authentication = authentication with { FromDomain = "" };
        return new(list, authentication, new TrustSigns(message, list, authentication, known).All(), sender, sender is not null && known.Know(sender));
    }
}

/// <summary>Headers that were read a moment ago; memory only, bounded, one person's never another's.</summary>
public sealed class RecentHeaders : IDisposable
{
    readonly record struct Place(Guid Person, string Account, string Mailbox, MessageKey Key);

    readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 16 << 20 });

    public async Task<HeaderList> ReadAsync(OpenedAccount account, string mailbox, MessageKey key, CancellationToken cancel)
    {
        var place = new Place(account.Account.PersonId, account.Account.Id, mailbox, key);
        if (cache.TryGetValue(place, out HeaderList? kept)) return kept!;
        var read = await MessageHeaders.ReadAsync(account.Store, mailbox, key, cancel);
        var size = 500 + read.Sum(header => header.Field.Length + header.RawValue.Length + 200L);
        return cache.Set(place, read, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5), Size = size });
    }

    public void Dispose() => cache.Dispose();
}
