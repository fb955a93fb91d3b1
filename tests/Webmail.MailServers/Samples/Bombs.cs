using System.Globalization;
using System.Text;

namespace Webmail.MailServers.Samples;

/// <summary>A message that is to exhaust whoever reads it.</summary>
/// <param name="Text">Its source; each character is an octet or UTF-8.</param>
public sealed record Bomb(string Name, Func<string> Text)
{
    /// <summary>As it travels.</summary>
    public byte[] Bytes() => Encoding.UTF8.GetBytes(Text().ReplaceLineEndings("\r\n"));
}

/// <summary>Bombs of structure, transfer encoding and charset, up to the 50 MiB that a message may have here; those of HTML are <see cref="HtmlBombs"/>.</summary>
public static class Bombs
{
    public const string From = "From: Ann <a@b.test>\nTo: b@b.test\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\n";
    const int Most = (50 << 20) - 4096;

    /// <summary>The words of a body that mean something else in some charsets.</summary>
    public const string Ambiguous = "words =1B$B=3Cj=1B(B =E9=FF=80=C0=00+ADw-script+AD4-\n";

    public static IReadOnlyList<Bomb> All { get; } =
    [
        new("nested parts", () => Nested(100_000)), new("parts", () => Parts(1_000_000)), new("header fields", () => Headers(500_000)),
        new("boundaries that never come", Unbounded), new("every charset", InEveryCharset),
        .. ((string[])["text/plain", "text/html"]).SelectMany(type => (Bomb[])
        [
            new($"a line, {type}", () => OneLine(type)), new($"base64 that is none, {type}", () => BadBase64(type)),
            new($"nulls, {type}", () => Nulls(type)), new($"nulls in base64, {type}", () => PackedNulls(type)),
        ]),
    ];

    public static string Nested(int depth)
    {
        var source = new StringBuilder(From).Append("Subject: bomb\n");
        for (var i = 0; i < depth; i++) source.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        return source.Append("Content-Type: text/plain\n\ninnermost\n").ToString();
    }

    public static string Parts(int number) => From + "Subject: bomb\nContent-Type: multipart/mixed; boundary=b\n\n" + Times("--b\n\n\n", number) + "--b--\n";

    public static string Headers(int number) => From + "Subject: bomb\n" + Times("X-H: y\n", number) + "\nwords\n";

    /// <param name="number">Makes it another one.</param>
    public static string OneLine(string type, int number = 0) => From + $"Subject: bomb\nContent-Type: {type}\n\nwords {number} " + Times("https://a.test/( > ", Most / 19);

    /// <summary>Of the transfer encoding nothing is right.</summary>
    public static string BadBase64(string type) => From + $"Subject: bomb\nContent-Type: {type}\nContent-Transfer-Encoding: base64\n\n" + Times("=*d29yZHM===!\n\t-", Most / 17);

    /// <summary>Octets that RFC 5322 §3.5 has in no message; Dovecot gives 0x80 for each of them over IMAP, and the octets themselves over POP3.</summary>
    public static string Nulls(string type) => From + $"Subject: a\0b bomb\nX-\0: \0\nContent-Type: {type}\n\n\0words\0" + new string('\0', Most) + "\n";

    public static string PackedNulls(string type) => From + $"Subject: =?utf-8?q?a=00b?= bomb\nContent-Type: {type}\nContent-Transfer-Encoding: base64\n\n" + Times(new string('A', 76) + "\n", Most / 78);

    /// <summary>Parts that name boundaries which never come.</summary>
    public static string Unbounded() => From + "Subject: bomb\nContent-Type: multipart/mixed; boundary=b\n\n" + Times("--b\nContent-Type: multipart/alternative; boundary=never\n\n--b-\n--\nwords\n", Most / 80);

    public static string InEveryCharset() => From + "Subject: bomb\nContent-Type: multipart/mixed; boundary=b\n\n" + string.Concat(CharsetNames.All.Select(name =>
        $"--b\nContent-Type: text/plain; charset={name}\nContent-Transfer-Encoding: quoted-printable\n\n" + Times(Ambiguous, 4_000))) + "--b--\n";

    /// <summary>A charset in each of the places that name one, with all octets in an order that no decoder was made for.</summary>
    public static string InCharset(string name, int octets)
    {
        var bytes = Octets(octets);
        var word = Convert.ToBase64String(bytes.AsSpan(0, Math.Min(octets, 36)));
        return From + $"Subject: =?{name}?b?{word}?= bomb\nContent-Type: text/plain; charset={name}; name*={name}''{string.Concat(bytes.Take(60).Select(octet => octet.ToString("'%'X2", CultureInfo.InvariantCulture)))}\nContent-Transfer-Encoding: base64\n\n"
            + Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks) + "\n";
    }

    static byte[] Octets(int count)
    {
        var bytes = new byte[count];
        var state = 2463534242u;
        for (var at = 0; at < count; at++) bytes[at] = (byte)((state = (state * 1664525) + 1013904223) >> 24);
        return bytes;
    }

    public static string Times(string piece, int times) => new StringBuilder(piece.Length * times).Insert(0, piece, times).ToString();
}
