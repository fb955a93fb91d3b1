using System.Collections.Frozen;
using MimeKit;

namespace Webmail.Mail.Imap;

/// <summary>Words that nearly every message's structure has: kept once for all of them, because the structures of fifty are kept for everybody who looks at a list.</summary>
static class CommonWords
{
    static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
    [
        "1", "2", "3", "1.1", "1.2", "1.3", "2.1", "2.2", "1.1.1", "1.1.2", "7bit", "8bit", "base64", "quoted-printable", "binary",
        "text/plain", "text/html", "text/calendar", "multipart/mixed", "multipart/alternative", "multipart/related", "multipart/report", "multipart/signed", "message/rfc822",
        "message/delivery-status", "application/pdf", "application/octet-stream", "application/pgp-signature", "application/pkcs7-signature", "image/jpeg", "image/png", "image/gif",
    ]);

    static readonly FrozenDictionary<string, string> None = FrozenDictionary<string, string>.Empty;

    static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Charsets = ((string[])["utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "windows-1251", "koi8-r", "iso-2022-jp", "gb2312"])
        .SelectMany(charset => new[] { charset, charset.ToUpperInvariant() })
        .ToFrozenDictionary(charset => charset, charset => new Dictionary<string, string> { ["charset"] = charset }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));

    public static string Same(string word) => Words.TryGetValue(word, out var same) ? same : word;

    public static bool IsBoundary(Parameter parameter) => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when they are not common.</summary>
    public static FrozenDictionary<string, string>? Parameters(ContentType type)
    {
        Parameter? only = null;
        foreach (var parameter in type.Parameters)
        {
            if (IsBoundary(parameter)) continue;
            if (only is not null) return null;
            only = parameter;
        }
        return only is null ? None : only.Name.Equals("charset", StringComparison.OrdinalIgnoreCase) && only.Value is { } charset && Charsets.TryGetValue(charset, out var common) ? common : null;
    }
}
