using System.Text;

namespace Webmail.Mail.Rendering;

/// <summary>In which code page the octets of a text stand: each font of RTF may have its own.</summary>
sealed class RtfFonts
{
    // The charsets of Windows fonts that are not the document's own.
    static readonly Dictionary<int, int> CodePages = new()
    {
        [77] = 10000, [128] = 932, [129] = 949, [130] = 1361, [134] = 936, [136] = 950, [161] = 1253, [162] = 1254, [163] = 1258, [177] = 1255, [178] = 1256, [186] = 1257, [204] = 1251, [222] = 874, [238] = 1250,
    };

    readonly Dictionary<int, int> charsets = [];

    public int CodePage { get; set; } = 1252;

    public void Set(int font, int charset)
    {
        if (charsets.Count < 1000 && CodePages.TryGetValue(charset, out var page)) charsets[font] = page;
    }

    public string Decode(int font, byte[] octets) => (Find(charsets.GetValueOrDefault(font, CodePage)) ?? Encoding.Latin1).GetString(octets);

    static Encoding? Find(int page) => page == Encoding.UTF8.CodePage ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(page);
}
