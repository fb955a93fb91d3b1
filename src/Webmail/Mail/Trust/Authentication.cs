using MimeKit;
using MimeKit.Cryptography;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Trust;

public enum Verdict
{
    /// <summary>Nobody we trust has said anything.</summary>
    NotChecked,
    /// <summary>Looked for, and there was nothing to check.</summary>
    None,
    Pass,
    Fail,
}

/// <summary>A DKIM signature that held (RFC 6376).</summary>
/// <param name="Domain">Who signed.</param>
/// <param name="Signature">The beginning of its <c>b=</c>, which tells it from the others (RFC 6008); empty when not said.</param>
public sealed record SignedBy(string Domain, string Signature);

/// <summary>
/// What the person's own mail server found out about the sender, from <c>Authentication-Results</c> (RFC 8601). Anybody can write that header: it counts only when it
/// carries a name the administrator vouches for, is the topmost of them, and stands above every <c>Received</c> of a foreign server (A63).
/// </summary>
/// <param name="FromDomain">The domain in From that all this is about; empty when there is not exactly one.</param>
public sealed record Authentication(Verdict Dmarc, Verdict Spf, Verdict Dkim, IReadOnlyList<SignedBy> Signatures, string FromDomain, string CheckedBy)
{
    public static readonly Authentication NotChecked = new(Verdict.NotChecked, Verdict.NotChecked, Verdict.NotChecked, [], "", "");

    public bool IsChecked => CheckedBy.Length > 0;

    /// <summary>The domain in From has vouched for this message: DMARC passed, or a signature of that domain held where DMARC had nothing to say.</summary>
    public bool IsVerified => FromDomain.Length > 0 && Dmarc != Verdict.Fail && (Dmarc == Verdict.Pass || Signatures.Any(signature => Aligned(signature.Domain, FromDomain)));

    /// <param name="trusted">authserv-ids, compared letter by letter; none: nothing is ever checked.</param>
    public static Authentication Of(HeaderList headers, IReadOnlyCollection<string> trusted)
    {
        if (trusted.Count == 0 || Trusted(headers, trusted) is not { } results) return NotChecked;
        var from = FromDomainOf(headers);
        return new(
            DmarcOf(results, from), Combined(results, "spf"), Combined(results, "dkim"), [.. Held(results).Take(20)], from, results.AuthenticationServiceIdentifier ?? "");
    }

    static AuthenticationResults? Trusted(HeaderList headers, IReadOnlyCollection<string> trusted)
    {
        foreach (var header in headers)
        {
            if (header.Id == HeaderId.Received && !trusted.Any(ours => IsOurs(ReceivedLine.Parse(header.Value).By, ours))) return null;
            if (header.Id == HeaderId.AuthenticationResults && AuthenticationResults.TryParse(header.RawValue, out var results)
                && trusted.Contains(results.AuthenticationServiceIdentifier ?? "", StringComparer.Ordinal)) return results;
        }
        return null;
    }

    /// <summary>The server that checks, its neighbours of the same domain, and the last hop inside the machine.</summary>
    static bool IsOurs(string by, string ours) => by.Length > 0 && (!by.Contains('.', StringComparison.Ordinal) || Organisation(by) == Organisation(ours));

    static string Organisation(string host)
    {
        var labels = host.ToLowerInvariant().TrimEnd('.').Split('.');
        return string.Join('.', labels.Skip(Math.Max(0, labels.Length - 2)));
    }

    /// <summary>Empty unless exactly one address stands in exactly one From: with several, a check says nothing about what is shown (RFC 7489 §6.6.1).</summary>
    static string FromDomainOf(HeaderList headers)
    {
        var fields = headers.Where(header => header.Id == HeaderId.From).Take(2).ToList();
        if (fields.Count != 1 || !InternetAddressList.TryParse(fields[0].RawValue, out var people) || people is not [MailboxAddress only]) return "";
        return AddrSpec.TryParse(only.Address, out var address) ? address.Domain : "";
    }

    static Verdict DmarcOf(AuthenticationResults results, string from)
    {
        var said = Methods(results, "dmarc").FirstOrDefault();
        if (said is null) return Verdict.NotChecked;
        var about = Property(said, "header", "from");
        if (said.Result == "pass") return about.Length == 0 || Same(about, from) ? Verdict.Pass : Verdict.Fail;
        return said.Result == "fail" ? Verdict.Fail : Verdict.None;
    }

    static Verdict Combined(AuthenticationResults results, string method)
    {
        var said = Methods(results, method).Select(result => result.Result).ToList();
        if (said.Count == 0) return Verdict.NotChecked;
        if (said.Contains("pass")) return Verdict.Pass;
        return said.Exists(word => word is "fail" or "softfail" or "policy" or "permerror") ? Verdict.Fail : Verdict.None;
    }

    static IEnumerable<SignedBy> Held(AuthenticationResults results) =>
        from result in Methods(results, "dkim")
        where result.Result == "pass"
        let domain = Property(result, "header", "d") is { Length: > 0 } said ? said : After(Property(result, "header", "i"), '@')
        where domain.Contains('.', StringComparison.Ordinal)
        select new SignedBy(domain.ToLowerInvariant(), Property(result, "header", "b"));

    static IEnumerable<AuthenticationMethodResult> Methods(AuthenticationResults results, string name) =>
        results.Results.Where(result => result.Method.Equals(name, StringComparison.OrdinalIgnoreCase));

    static string Property(AuthenticationMethodResult result, string type, string name) =>
        result.Properties.FirstOrDefault(property => property.PropertyType == type && property.Property == name)?.Value ?? "";

    /// <summary>Relaxed alignment (RFC 7489 §3.1): the same domain, or one inside the other.</summary>
    public static bool Aligned(string signer, string from) => Same(signer, from) || Inside(signer, from) || Inside(from, signer);

    static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
    static bool Inside(string inner, string outer) => inner.EndsWith("." + outer, StringComparison.OrdinalIgnoreCase);
    static string After(string text, char mark) => text[(text.LastIndexOf(mark) + 1)..];
}
