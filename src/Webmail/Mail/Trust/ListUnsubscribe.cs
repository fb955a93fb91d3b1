using MimeKit;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Trust;

public enum UnsubscribeBy
{
    /// <summary>One POST (RFC 8058).</summary>
    OneClick,
    /// <summary>A message to an address of the list.</summary>
    Mail,
    /// <summary>A page of the list, which the person opens.</summary>
    Web,
}

/// <summary>How a mailing list says one can leave it (RFC 2369 §3.2).</summary>
/// <param name="Target">An https address, or the address of a mailbox.</param>
/// <param name="Subject">Of the message, for <see cref="UnsubscribeBy.Mail"/>; never empty.</param>
public sealed record ListUnsubscribe(UnsubscribeBy By, string Target, string Subject = "")
{
    const int MostOffers = 10, LongestAddress = 2000;

    public string Host => By == UnsubscribeBy.Mail ? Target[(Target.LastIndexOf('@') + 1)..] : new Uri(Target).IdnHost;

    /// <summary>The kindest of the ways offered that is safe to go; null when there is none.</summary>
    public static ListUnsubscribe? Of(HeaderList headers, Authentication authentication)
    {
        var fields = headers.Where(header => header.Id == HeaderId.ListUnsubscribe).ToList();
        // A second one is not the one that was signed (RFC 8058 §4).
        if (fields is not [var field]) return null;
        var offers = Offers(field.Value).Take(MostOffers).ToList();
        var web = offers.Find(offer => offer.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && IsPlainWeb(offer));
        if (web is not null && IsOneClick(headers) && IsSigned(headers, authentication)) return new(UnsubscribeBy.OneClick, web);
        return offers.Select(Mailto).FirstOrDefault(offer => offer is not null) ?? (web is null ? null : new(UnsubscribeBy.Web, web));
    }

    static bool IsOneClick(HeaderList headers) => headers["List-Unsubscribe-Post"]?.Trim().Equals("List-Unsubscribe=One-Click", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A signature that our own server found valid must cover both fields (RFC 8058 §4): else anybody on the way could have written the address.</summary>
    static bool IsSigned(HeaderList headers, Authentication authentication) => headers.Where(header => header.Id == HeaderId.DkimSignature).Select(header => Tags(header.Value))
        .Any(tags => authentication.Signatures.Any(held => Matches(held, tags)) && Covers(tags, "list-unsubscribe") && Covers(tags, "list-unsubscribe-post"));

    /// <summary>Without the beginning of its signature one cannot tell which of several it was: then it is none.</summary>
    static bool Matches(SignedBy held, IReadOnlyDictionary<string, string> tags) =>
        held.Signature.Length >= 4 && held.Domain.Equals(tags.GetValueOrDefault("d"), StringComparison.OrdinalIgnoreCase) && tags.GetValueOrDefault("b", "").StartsWith(held.Signature, StringComparison.Ordinal);

    static bool Covers(IReadOnlyDictionary<string, string> tags, string field) => tags.GetValueOrDefault("h", "").Split(':').Contains(field, StringComparer.OrdinalIgnoreCase);

    static Dictionary<string, string> Tags(string signature)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in signature.Split(';').Take(40))
            if (tag.IndexOf('=', StringComparison.Ordinal) is > 0 and var at) tags.TryAdd(tag[..at].Trim(), string.Concat(tag[(at + 1)..].Where(character => !char.IsWhiteSpace(character))));
        return tags;
    }

    static IEnumerable<string> Offers(string value)
    {
        for (var open = value.IndexOf('<', StringComparison.Ordinal); open >= 0; open = value.IndexOf('<', open + 1))
        {
            var close = value.IndexOf('>', open);
            if (close < 0) yield break;
            if (close - open < LongestAddress) yield return string.Concat(value[(open + 1)..close].Where(character => !char.IsWhiteSpace(character) && !char.IsControl(character)));
        }
    }

    static bool IsPlainWeb(string offer) => Uri.TryCreate(offer, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && url.IsDefaultPort;

    static ListUnsubscribe? Mailto(string offer)
    {
        if (!offer.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) return null;
        var parts = offer[7..].Split('?', 2);
        if (!AddrSpec.TryParse(Uri.UnescapeDataString(parts[0]), out var address)) return null;
        var subject = parts.Length > 1 ? parts[1].Split('&').FirstOrDefault(field => field.StartsWith("subject=", StringComparison.OrdinalIgnoreCase))?[8..] : null;
        return new(UnsubscribeBy.Mail, address.ToString(), Writing.HeaderText.Clean(Uri.UnescapeDataString(subject ?? "")) is { Length: > 0 and < 200 } said ? said : "unsubscribe");
    }
}
