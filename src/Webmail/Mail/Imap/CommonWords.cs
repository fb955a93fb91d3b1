using System.Collections.Frozen;

namespace Webmail.Mail.Imap;

/// <summary>
/// Words that nearly every message's structure says. The structures of lists are remembered for minutes, by the thousand: each word stands in memory once.
/// </summary>
internal static class CommonWords
{
    static readonly FrozenDictionary<string, string> Words = new[]
    {
        "text/plain", "text/html", "multipart/alternative", "multipart/mixed", "multipart/related", "multipart/signed", "message/rfc822", "application/pdf", "image/png", "image/jpeg",
        "7bit", "8bit", "base64", "quoted-printable", "binary", "inline", "attachment",
    }.ToFrozenDictionary(word => word, StringComparer.Ordinal);

    static readonly FrozenDictionary<string, IReadOnlyDictionary<string, string>> Charsets = new[] { "utf-8", "UTF-8", "us-ascii", "US-ASCII", "iso-8859-1", "ISO-8859-1", "windows-1252" }
        .ToFrozenDictionary(name => name, IReadOnlyDictionary<string, string> (name) => new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["charset"] = name }, StringComparer.Ordinal);

    public static string Of(string word) => Words.GetValueOrDefault(word, word);

    /// <summary>The parameters of a text that says nothing but its charset; null when it is not one of the common ones.</summary>
    public static IReadOnlyDictionary<string, string>? Charset(string name, string? value) =>
        value is not null && name.Equals("charset", StringComparison.OrdinalIgnoreCase) ? Charsets.GetValueOrDefault(value) : null;
}
