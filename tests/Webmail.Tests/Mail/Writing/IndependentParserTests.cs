using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Webmail.Mail.Writing;

namespace Webmail.Tests.Mail.Writing;

/// <summary>What we write, read by somebody else: Python's email package, which raises at every defect when it is strict.</summary>
public sealed class IndependentParserTests
{
    const string Script = """
        import email, email.policy, json, sys
        octets = sys.stdin.buffer.read()
        lines = octets.split(b'\r\n')
        assert lines[-1] == b'' and not any(b'\r' in line or b'\n' in line for line in lines), 'bare CR or LF'
        assert max(map(len, lines)) <= 998, 'long line'
        message = email.message_from_bytes(octets, policy=email.policy.SMTP.clone(raise_on_defect=True))
        parts = [part for part in message.walk() if not part.is_multipart()]
        defects = [str(defect) for part in message.walk() for defect in part.defects] + [str(defect) for value in message.values() for defect in value.defects]
        json.dump({
            'subject': message['subject'], 'to': [[a.display_name, a.addr_spec] for a in message['to'].addresses], 'tree': [part.get_content_type() for part in message.walk()], 'defects': defects,
            'texts': [part.get_content().replace('\r\n', '\n') for part in parts if part.get_content_maintype() == 'text' and not part.is_attachment()],
            'files': {part.get_filename(): part.get_payload(decode=True).hex() for part in parts if part.is_attachment()},
        }, sys.stdout)
        """;

    static readonly byte[] Odd = [.. Enumerable.Range(0, 5000).Select(number => (byte)number)];

    [Fact]
    public async Task A_letter_with_everything_is_read_as_it_was_meant()
    {
        var letter = Letter("Gr\u00fc\u00dfe \u2014 \U0001F33B\n\n> quoted\n\u65e5\u672c\u8a9e\n", "<div>Gr\u00fc\u00dfe <b>fett</b><img src=\"cid:p@webmail.invalid\"></div>") with
        {
            Subject = "R\u00e9union \u00e0 Brest \u2014 " + new string('\u00e9', 300), To = [new("\u00c9milie \"Mimi\" Dupr\u00e9, (PhD)", "emilie@example.test"), new("", "bob@example.test")],
            Importance = Importance.High, ReadReceipt = true, References = string.Join(' ', Enumerable.Range(0, 30).Select(number => $"<{new string('r', 60)}{number}@example.test>")), InReplyTo = "<a@b.test>",
        };
        var read = await ReadAsync(letter, new LetterFile("p.png", "image/png", "p@webmail.invalid", new MemoryStream(Odd)), new LetterFile("r\u00e9sum\u00e9 \u2014 \"final\"; v=2.pdf", "application/pdf", "", new MemoryStream(Odd)));
        Assert.Empty(read.GetProperty("defects").EnumerateArray());
        Assert.Equal(letter.Subject, read.GetProperty("subject").GetString());
        Assert.Equal("[[\"\u00c9milie \\\"Mimi\\\" Dupr\u00e9, (PhD)\",\"emilie@example.test\"],[\"\",\"bob@example.test\"]]", JsonSerializer.Serialize(read.GetProperty("to"), Readable));
        Assert.Equal(["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "application/pdf"], read.GetProperty("tree").EnumerateArray().Select(part => part.GetString()));
        Assert.Equal(letter.Html, read.GetProperty("texts")[1].GetString()!.TrimEnd('\n'));
        Assert.Equal(Convert.ToHexStringLower(Odd), read.GetProperty("files").GetProperty("r\u00e9sum\u00e9 \u2014 \"final\"; v=2.pdf").GetString());
    }

    [Theory]
    [InlineData("Hello.\n\nFrom here\n.\n..\n-- \nAnn"), InlineData(""), InlineData("\u00e9"), InlineData("one\rtwo\r\nthree\u2028four")]
    public async Task A_letter_in_plain_text_is_read_without_a_defect(string text)
    {
        var read = await ReadAsync(Letter(text, ""));
        Assert.Empty(read.GetProperty("defects").EnumerateArray());
        Assert.Equal(["text/plain"], read.GetProperty("tree").EnumerateArray().Select(part => part.GetString()));
        Assert.StartsWith(text.Split('\n', '\r')[0], read.GetProperty("texts")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_parser_objects_to_what_is_wrong() => Assert.NotEqual(0, (await RunAsync("Subject: x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\nno end"u8.ToArray())).Code);

    static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static Letter Letter(string text, string html) => new(new("Ann", "ann@example.test"), "", [new("", "bob@example.test")], [], [], "Hi", text, html, "", "", DateTimeOffset.UnixEpoch, "id@example.test");

    static async Task<JsonElement> ReadAsync(Letter letter, params LetterFile[] files)
    {
        using var message = MimeComposer.Compose(letter, files);
        using var bytes = new MemoryStream();
        await message.WriteToAsync(MimeComposer.Format, bytes);
        var (code, said, wrong) = await RunAsync(bytes.ToArray());
        Assert.True(code == 0, wrong);
        return JsonDocument.Parse(said).RootElement;
    }

    static async Task<(int Code, string Said, string Wrong)> RunAsync(byte[] octets)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 })!;
        var (said, wrong) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.StandardInput.BaseStream.WriteAsync(octets);
        python.StandardInput.Close();
        await python.WaitForExitAsync();
        return (python.ExitCode, await said, await wrong);
    }
}
