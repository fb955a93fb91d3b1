using System.Globalization;
using System.Text;

namespace Webmail.Tests.Attacks;

/// <summary>Messages built to exhaust whoever reads them, up to the 50 MiB that a message may have here.</summary>
static class Bombs
{
    public const string From = "From: Ann <a@b.test>\nTo: b@b.test\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\n";
    const int Most = 50 << 20;

    public static readonly string[] Charsets =
        ["us-ascii", "utf-8", "utf-7", "utf-16", "utf-16be", "utf-32", "ucs-2", "iso-8859-1", "iso-8859-15", "windows-1252", "windows-1250", "koi8-r", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312",
         "shift_jis", "euc-jp", "euc-kr", "gb18030", "big5", "tis-620", "ibm037", "x-user-defined", "x-mac-roman", "dos-720", "unknown-8bit", "\"\"", "x", "%00", "utf-8;utf-7"];

    public static string Nested(int depth)
    {
        var source = new StringBuilder(From).Append("Subject: bomb\n");
        for (var i = 0; i < depth; i++) source.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        return source.Append("Content-Type: text/plain\n\ninnermost\n").ToString();
    }

    public static string Parts(int number) => From + "Subject: bomb\nContent-Type: multipart/mixed; boundary=b\n\n" + Times("--b\n\n\n", number) + "--b--\n";

    public static string Headers(int number) => From + "Subject: bomb\n" + Times("X-H: y\n", number) + "\nwords\n";

    public static string OneLine(string type) => From + $"Subject: bomb\nContent-Type: {type}\n\nwords " + Times("https://a.test/( > ", Most / 19);

    /// <summary>Of the transfer encoding nothing is right.</summary>
    public static string BadBase64(string type) => From + $"Subject: bomb\nContent-Type: {type}\nContent-Transfer-Encoding: base64\n\n" + Times("=*d29yZHM===!\n\t-", Most / 17);

    public static string Nulls(string type) => From + $"Subject: =?utf-8?q?a=00b?= bomb\nContent-Type: {type}\nContent-Transfer-Encoding: base64\n\n" + Times(new string('A', 76) + "\n", Most / 78);

    /// <summary>Parts that name boundaries which never come.</summary>
    public static string Unbounded() => From + "Subject: bomb\nContent-Type: multipart/mixed; boundary=b\n\n" + Times("--b\nContent-Type: multipart/alternative; boundary=never\n\n--b-\n--\nwords\n", Most / 80);

    public static string InEveryCharset() => From + "Subject: bomb\nContent-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Charsets.Select(name =>
        $"--b\nContent-Type: text/plain; charset={name}\nContent-Transfer-Encoding: quoted-printable\n\n" + Times("words =1B$B=3Cj=1B(B =E9=FF=80=C0=00+ADw-script+AD4-\n", 20_000))) + "--b--\n";

    public static string Times(string piece, int times) => new StringBuilder(piece.Length * times).Insert(0, piece, times).ToString();
}
