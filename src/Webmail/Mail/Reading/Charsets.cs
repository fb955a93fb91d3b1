using System.Collections.Frozen;
using System.Text;

namespace Webmail.Mail.Reading;

/// <summary>The names senders give to charsets, and the decoders browsers use for them (WHATWG Encoding: supersets, not the letter).</summary>
static class Charsets
{
    static readonly FrozenDictionary<string, int> CodePages = Table();

    static Charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Null for what is unknown, says nothing (us-ascii, 8bit) or must not be decoded (UTF-7, A37): then the bytes decide.</summary>
    public static Encoding? Find(string name)
    {
        name = name.Trim(' ', '"', '\'', ';').ToLowerInvariant();
        if (name.Length is 0 or > 40 || name.Contains("utf-7", StringComparison.Ordinal) || name == "utf7") return null;
        if (CodePages.TryGetValue(name, out var page)) return page == 0 ? null : Lenient(page);
        if (name.StartsWith("cp", StringComparison.Ordinal) && int.TryParse(name.AsSpan(2), out page) && page is > 0 and < 65000) return Lenient(page);
        try
        {
            return Lenient(Encoding.GetEncoding(name).CodePage);
        }
        // NotSupported: a name for UTF-7 that we did not think of.
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    static Encoding? Lenient(int page)
    {
        try
        {
            return Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    static FrozenDictionary<string, int> Table()
    {
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        Add(0, "us-ascii ascii ansi_x3.4-1968 iso646-us 7bit 8bit binary default unknown unknown-8bit x-unknown ansi_x3.110-1983 ansi_x3.110 x-user-defined");
        Add(65001, "utf8 utf-8 utf_8 utf8mb4 utf-8mb4 unicode-1-1-utf-8 x-utf-8");
        Add(1252, "iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 l1 windows-1252 cp1252 ansi x-ansi ms-ansi");
        Add(1254, "iso-8859-9 iso8859-9 latin5 windows-1254");
        Add(874, "tis-620 iso-8859-11 windows-874 x-windows-874");
        Add(28598, "iso-8859-8 iso-8859-8-i iso-8859-8-e logical");
        Add(932, "shift_jis shift-jis sjis x-sjis cp932 ms932 ms_kanji windows-31j csshiftjis");
        Add(51932, "euc-jp eucjp x-euc-jp x-euc");
        Add(50220, "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms csiso2022jp");
        Add(949, "ks_c_5601-1987 ks_c_5601 ksc5601 ks_c_5601-1989 euc-kr euckr korean cp949 uhc windows-949");
        Add(54936, "gb2312 gb_2312-80 gbk gb18030 x-gbk cp936 ms936 chinese euc-cn");
        Add(950, "big5 big5-hkscs big5hkscs x-x-big5 cn-big5 cp950");
        Add(21866, "koi8-u koi8-ru");
        Add(20866, "koi8-r koi8 koi");
        Add(10000, "macintosh x-mac-roman mac");
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(int page, string names)
        {
            foreach (var name in names.Split(' ')) table[name] = page;
        }
    }
}
