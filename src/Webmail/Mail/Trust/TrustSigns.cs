using MimeKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Trust;

/// <summary>Something about a sender that the person should know before believing the message. The worst first.</summary>
public enum TrustSignKind
{
    /// <summary>The domain in From says that it did not send this (DMARC fail).</summary>
    Failed,
    /// <summary>The same, but it came through a mailing list, which breaks honest mail's proof too.</summary>
    FailedByList,
    /// <summary>There is no address that one could answer to.</summary>
    NoAddress,
    /// <summary>The line that names the sender can be read in two ways: other programs show somebody else (Mailsploit and its like, A59).</summary>
    TwoReadings,
    /// <summary>The domain looks like one the person knows, and is another.</summary>
    LookAlike,
    /// <summary>Letters of several alphabets in the domain, or others that pass for Latin.</summary>
    MixedLetters,
    /// <summary>The name says an address that is not the sender's.</summary>
    NameIsAddress,
    SeveralSenders,
    HiddenCharacters,
    /// <summary>Answers go to another domain.</summary>
    RepliesElsewhere,
}

/// <param name="Said">What the message shows.</param>
/// <param name="Really">What it is; empty where there is nothing to set against it.</param>
public sealed record TrustSign(TrustSignKind Kind, string Said = "", string Really = "")
{
    /// <summary>Warned about; the others are only mentioned.</summary>
    public bool IsWarning => Kind is not (TrustSignKind.FailedByList or TrustSignKind.RepliesElsewhere);
}

/// <summary>Looks a message over. Everything it reads is the sender's word, except <see cref="Authentication"/>.</summary>
public sealed class TrustSigns(OpenedMessage message, HeaderList headers, Authentication authentication, Acquaintances known)
{
    readonly IReadOnlyList<Correspondent> from = message.Envelope.From;
    readonly AddrSpec? sender = message.Envelope.From.Count > 0 && AddrSpec.TryParse(message.Envelope.From[0].Address, out var parsed) ? parsed : null;

    public bool IsList { get; } = headers.Contains("List-Id");

    public IReadOnlyList<TrustSign> All() => [.. Found().OrderBy(sign => sign.Kind)];

    IEnumerable<TrustSign> Found()
    {
        if (authentication.Dmarc == Verdict.Fail) yield return new(IsList ? TrustSignKind.FailedByList : TrustSignKind.Failed, sender?.Domain ?? "");
        if (sender is null) yield return new(TrustSignKind.NoAddress);
        else if (OtherReading() is { } other) yield return new(TrustSignKind.TwoReadings, other, from[0].Address);
        else if (known.LookAlike(sender.Domain) is { } familiar) yield return new(TrustSignKind.LookAlike, familiar, sender.Domain);
        else if (DomainLooks.Deceives(sender.Domain)) yield return new(TrustSignKind.MixedLetters, DomainLooks.Unicode(sender.Domain), sender.Domain);
        if (from.Count > 0 && NamedAddress(from[0]) is { } named) yield return new(TrustSignKind.NameIsAddress, named, from[0].Address);
        if (from.Count > 1 || headers.Count(header => header.Id == HeaderId.From) > 1) yield return new(TrustSignKind.SeveralSenders);
        if (Texts().Any(HiddenCharacters.Any)) yield return new(TrustSignKind.HiddenCharacters);
        if (ReplyElsewhere() is { } elsewhere) yield return new(TrustSignKind.RepliesElsewhere, elsewhere);
    }

    /// <summary>The server has read From, and so does MimeKit: what they disagree on, somebody has made so.</summary>
    string? OtherReading()
    {
        if (headers.FirstOrDefault(header => header.Id == HeaderId.From) is not { } field || !InternetAddressList.TryParse(field.RawValue, out var read)) return null;
        var addresses = read.Mailboxes.Select(mailbox => mailbox.Address).ToList();
        return addresses.Count == 0 || addresses.Exists(address => AddrSpec.TryParse(address, out var spec) && spec == sender) ? null : addresses[0];
    }

    IEnumerable<string> Texts() => from.SelectMany(person => new[] { person.Name, person.Address }).Append(message.Envelope.Subject);

    /// <summary>A word of the name with an @ in it, unless it is the very address (many programs write it twice).</summary>
    static string? NamedAddress(Correspondent person)
    {
        var named = person.Name.Split([' ', ',', ';', '<', '>', '"', '\'', '(', ')', '[', ']'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => word.Trim('@').Contains('@', StringComparison.Ordinal));
        return named is not null && !named.Equals(person.Address, StringComparison.OrdinalIgnoreCase) ? named : null;
    }

    /// <summary>Lists answer for their members, and newsletters have a desk: only another domain is mentioned.</summary>
    string? ReplyElsewhere() => IsList || sender is null ? null : message.ReplyTo
        .FirstOrDefault(person => AddrSpec.TryParse(person.Address, out var reply) && !Authentication.Aligned(reply.Domain, sender.Domain))?.Address;
}
