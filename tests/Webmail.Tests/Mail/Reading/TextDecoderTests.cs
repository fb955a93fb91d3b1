using System.Text;
using CsCheck;
using Webmail.Mail.Reading;

namespace Webmail.Tests.Mail.Reading;

public sealed class TextDecoderTests
{
    static readonly string[] Names = ["utf-16", "iso-2022-jp", "hz-gb-2312", "iso-2022-kr", "cp0", "cp99999", "utf-32", "gb18030"];

    static TextDecoderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8", "utf-8", "Été 日本")]
    [InlineData("UTF8", "utf-8", "Été 日本")]
    [InlineData("iso-8859-1", "windows-1252", "Été “x” €")]
    [InlineData("iso-8859-15", "iso-8859-15", "€")]
    [InlineData("ks_c_5601-1987", "ks_c_5601-1987", "한글")]
    [InlineData("x-sjis", "shift_jis", "日本語")]
    [InlineData("cp932", "shift_jis", "①日本語")]
    [InlineData("iso-2022-jp", "iso-2022-jp", "日本語")]
    [InlineData("iso-8859-8-i", "iso-8859-8", "שלום")]
    [InlineData("gb2312", "gb18030", "中文𠀀")]
    [InlineData("big5", "big5", "中文")]
    [InlineData("koi8-r", "koi8-r", "Привет")]
    [InlineData("cp1251", "windows-1251", "Привет")]
    [InlineData("\"utf-8\";", "utf-8", "é")]
    [InlineData("utf-16", "utf-16BE", "Hello 日本")]
    [InlineData("utf-16", "utf-16", "Hello 日本")]
    [InlineData("", "utf-8", "Été 日本")]
    [InlineData("", "windows-1252", "Été")]
    [InlineData("us-ascii", "utf-8", "Été")]
    [InlineData("x-unknown", "windows-1252", "Été")]
    [InlineData("ansi_x3.110-1983", "utf-8", "plain")]
    [InlineData("", "utf-16", "Hello world")]
    public void The_name_of_a_charset_means_what_senders_mean(string name, string written, string text) =>
        Assert.Equal(text, TextDecoder.Decode(Encoding.GetEncoding(written).GetBytes(text), name));

    [Theory]
    [InlineData("utf-7")]
    [InlineData("unicode-1-1-utf-7")]
    [InlineData("UTF-7 ")]
    public void Utf_7_is_shown_as_it_is_written(string name) => Assert.Equal("+ADw-script+AD4-", TextDecoder.Decode("+ADw-script+AD4-"u8, name));

    [Fact]
    public void A_byte_order_mark_decides_and_is_not_shown() => Assert.Equal("é", TextDecoder.Decode([0xEF, 0xBB, 0xBF, 0xC3, 0xA9], ""));

    [Theory]
    [InlineData("<meta charset=koi8-r>")]
    [InlineData("<META http-equiv=\"Content-Type\" content=\"text/html; charset='koi8-r'\">")]
    public void Html_may_name_its_charset_itself(string head)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(head), .. Encoding.GetEncoding("koi8-r").GetBytes("Привет")];
        Assert.Equal(head + "Привет", TextDecoder.Decode(bytes, "", html: true));
        Assert.NotEqual(head + "Привет", TextDecoder.Decode(bytes, ""));
    }

    [Fact]
    public void Invalid_bytes_become_replacement_characters_and_nul_goes() => Assert.Equal("a\uFFFDb", TextDecoder.Decode([(byte)'a', 0xFF, 0, (byte)'b'], "utf-8"));

    [Fact]
    public void The_same_text_comes_out_of_every_charset_that_can_write_it() =>
        Assert.Single(((string[])["utf-8", "utf-16", "iso-8859-1", "windows-1252", "iso-8859-15", "macintosh", "utf-32"])
            .Select(name => TextDecoder.Decode(Encoding.GetEncoding(name).GetBytes("Été à Paris"), name)).Distinct());

    [Fact]
    public void No_bytes_and_no_name_make_it_fail() =>
        Gen.Select(Gen.Byte.Array, Gen.OneOf(Gen.String, Gen.Int[0, Names.Length - 1].Select(i => Names[i])))
            .Sample((bytes, name) => !TextDecoder.Decode(bytes, name, html: true).Contains('\0'));
}
