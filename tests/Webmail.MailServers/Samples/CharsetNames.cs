using System.Text;

namespace Webmail.MailServers.Samples;

/// <summary>What a sender may write after <c>charset=</c>.</summary>
public static class CharsetNames
{
    /// <summary>All that .NET has a decoder for, by its own name.</summary>
    public static readonly IReadOnlyList<string> Decoded = [.. Find()];

    /// <summary>Names that mail programs use for those and for others, and names that nobody has.</summary>
    public static readonly IReadOnlyList<string> Others =
    [
        .. "latin1 utf8 ucs-2 ansi_x3.4-1968 ansi_x3.110-1983 iso8859-1 iso_8859-1 iso-8859-16 iso-10646-ucs-4 unicode-1-1-utf-7 iso-2022-jp-3 iso-2022-cn iso-ir-100 ks_c_5601 ks_c_5861-1992 euckr-0".Split(' '),
        .. "big5-hkscs big5.eten-0 gb_2312-80 gb2312.1980-0 gbk-0 x-gbk euc-tw eucjp-0 x-sjis windows-31j cp932 cp65000 cp65001 cp0 cp99999999999 x-user-defined x-mac-roman 8bit binary utf-9 utf-ebcdic".Split(' '),
        .. "x X-UNKNOWN unknown-8bit default none \"\" \"'\" %00 %s ../utf-8 utf-8;utf-7 utf-8'en'x =?utf-8?q?utf-8?= \u00FCtf-8".Split(' '), new('x', 5_000),
    ];

    public static IEnumerable<string> All => Decoded.Concat(Others);

    static IEnumerable<string> Find()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        // The standard names UTF-7 too, which .NET decodes for nobody any more.
        return Encoding.GetEncodings().Select(encoding => encoding.Name).Append("utf-7").Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
    }
}
