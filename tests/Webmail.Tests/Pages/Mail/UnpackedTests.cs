using System.Net;
using System.Text;
using MimeKit.Tnef;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>What Outlook packs into <c>winmail.dat</c>, over a real mail server and in real workers.</summary>
public sealed class UnpackedTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    static string Mail(byte[] packed) =>
        $"From: a@b.test\nSubject: packed\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Disposition: attachment; filename=winmail.dat\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(packed, Base64FormattingOptions.InsertLineBreaks)}\n--b--\n";

    /// <summary>MS-OXTNEF §2.1.1: signature and key, then attributes of level, id, length, data and checksum.</summary>
    static byte[] Packed(params (bool OfFile, TnefAttributeTag Tag, byte[] Data, int? Length)[] attributes)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(0x223E9F78);
        writer.Write((short)1);
        foreach (var (ofFile, tag, data, length) in attributes)
        {
            writer.Write((byte)(ofFile ? 2 : 1));
            writer.Write((int)tag);
            writer.Write(length ?? data.Length);
            writer.Write(data);
            writer.Write((ushort)data.Sum(octet => octet));
        }
        return bytes.ToArray();
    }

    static (bool, TnefAttributeTag, byte[], int?) Text(TnefAttributeTag tag, string text, bool ofFile = false) => (ofFile, tag, Encoding.Latin1.GetBytes(text + '\0'), null);

    static (bool, TnefAttributeTag, byte[], int?)[] File(string name, string content) =>
        [(true, TnefAttributeTag.AttachRenderData, new byte[14], null), Text(TnefAttributeTag.AttachTitle, name, ofFile: true), (true, TnefAttributeTag.AttachData, Encoding.ASCII.GetBytes(content), null)];

    [Fact]
    public async Task Its_words_are_shown_and_its_files_saved()
    {
        var message = await desk.ReceiveAsync(Mail(Packed([Text(TnefAttributeTag.Subject, "Plan"), Text(TnefAttributeTag.Body, "Here is <b>the plan</b>."), .. File("plan.txt", "one"), .. File("..\\..\\CON.html", "<script>alert(1)</script>")])));
        Assert.Contains($"href=\"{message}/unpacked/2\"", await desk.TextAsync(message), StringComparison.Ordinal);
        var page = await desk.TextAsync(message + "/unpacked/2");
        Assert.Contains("Here is &lt;b&gt;the plan&lt;/b&gt;.", page, StringComparison.Ordinal);
        Assert.Contains("data-attachment=\"plan.txt\"", page, StringComparison.Ordinal);
        Assert.Contains("data-attachment=\"_CON.html\"", page, StringComparison.Ordinal);
        using var first = await desk.GetAsync(message + "/unpacked/2/0");
        Assert.Equal("one", await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var second = await desk.GetAsync(message + "/unpacked/2/1");
        Assert.Equal("application/octet-stream", second.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("attachment;", second.Content.Headers.ContentDisposition?.ToString(), StringComparison.Ordinal);
        using var none = await desk.GetAsync(message + "/unpacked/2/2", HttpStatusCode.NotFound);
        using var other = await desk.GetAsync(message + "/unpacked/1", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(@"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}{\*\generator Riched20;}{\info{\author Eve}}\f0 Gr\'fc\'dfe, \u8364?5 <b>now</b>\par second\tab line\f1 \'ef\f0\par{\pict\bin3 {}}}end}", "Grüße, €5 &lt;b&gt;now&lt;/b&gt;\nsecond\tlineп\nend")]
    [InlineData(@"{\rtf1\ansi\fromhtml1 {\*\htmltag19 <html><head><title>t</title></head>}{\*\htmltag64 <p>}\htmlrtf {\b\htmlrtf0 One &{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 two\htmlrtf }\htmlrtf0{\*\htmltag72 </p><p>three</p><script>alert(1)</script>}}", "One &amp; two")]
    public async Task Rich_text_without_other_text_is_shown_as_its_words(string rtf, string words)
    {
        var message = await desk.ReceiveAsync(Mail(Packed((false, TnefAttributeTag.MapiProperties, RichText(rtf), null))));
        var page = System.Text.RegularExpressions.Regex.Match(await desk.TextAsync(message + "/unpacked/2"), "<pre[^>]*>(.*)</pre>", System.Text.RegularExpressions.RegexOptions.Singleline).Groups[1].Value;
        var plain = page.Replace("&#xFC;", "ü", StringComparison.Ordinal).Replace("&#xDF;", "ß", StringComparison.Ordinal).Replace("&#x20AC;", "€", StringComparison.Ordinal).Replace("&#x43F;", "п", StringComparison.Ordinal).Replace("&#x9;", "\t", StringComparison.Ordinal).Replace("&#xA;", "\n", StringComparison.Ordinal).Replace("&#xA0;", " ", StringComparison.Ordinal).Replace("\u00A0", " ", StringComparison.Ordinal);
        Assert.StartsWith(words.ReplaceLineEndings("\n"), plain, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Eve", page, StringComparison.Ordinal);
    }

    /// <summary>One property of MAPI: PidTagRtfCompressed in its uncompressed form (MS-OXRTFCP §2.1.3.1).</summary>
    static byte[] RichText(string rtf)
    {
        var octets = Encoding.ASCII.GetBytes(rtf);
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var number in new[] { 1, 0x10090102, 1, octets.Length + 16, octets.Length + 12, octets.Length, 0x414C454D, 0 }) writer.Write(number);
        writer.Write(octets);
        writer.Write(new byte[(4 - (octets.Length % 4)) % 4]);
        return bytes.ToArray();
    }

    [Fact]
    public async Task A45_CVE_2026_62641_CVE_2026_62642_lengths_that_lie_and_files_without_end_cost_no_more_than_a_worker()
    {
        byte[][] bombs =
        [
            [], "no winmail.dat at all"u8.ToArray(),
            Packed((false, TnefAttributeTag.Body, [1, 2, 3], int.MaxValue)),
            Packed((false, TnefAttributeTag.Body, [1, 2, 3], -1)),
            Packed((false, TnefAttributeTag.MapiProperties, [0xFF, 0xFF, 0xFF, 0x7F, 0x1F, 0, 0x37, 0, 0xFF, 0xFF, 0xFF, 0x7F], null)),
            Packed([.. Enumerable.Range(0, 20_000).Select(_ => (true, TnefAttributeTag.AttachRenderData, Array.Empty<byte>(), (int?)0))]),
            Packed((false, TnefAttributeTag.MapiProperties, RichText(@"{\rtf1 " + string.Concat(Enumerable.Repeat("{", 500_000))), null)),
            Packed((false, TnefAttributeTag.MapiProperties, RichText(@"{\rtf1\bin2147483647 \u-99999999999 \'zz" + string.Concat(Enumerable.Repeat(@"\fcharset128\f1", 100_000))), null)),
            Packed([.. Enumerable.Range(0, 5_000).SelectMany(number => File($"{number}", "x"))]),
        ];
        foreach (var bomb in bombs)
        {
            var message = await desk.ReceiveAsync(Mail(bomb));
            Assert.Contains("data-field=\"subject\">packed", await desk.TextAsync(message), StringComparison.Ordinal);
            Assert.Contains("class=\"unpacked\"", await desk.TextAsync(message + "/unpacked/2"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Real_ones_give_what_is_in_them()
    {
        foreach (var file in Directory.GetFiles(Webmail.Tests.Mail.Sanitizing.Corpus.Path("messages"), "tnef-*.eml"))
        {
            var message = await desk.ReceiveAsync(Encoding.Latin1.GetString(await System.IO.File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
            var page = await desk.TextAsync(message + "/unpacked/2");
            // One of them holds nothing but properties without words.
            var filled = page.Contains("data-attachment=", StringComparison.Ordinal) || page.Contains("<pre", StringComparison.Ordinal);
            Assert.True(filled != file.Contains("multi-name-property", StringComparison.Ordinal), $"{file}: {page}");
        }
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
