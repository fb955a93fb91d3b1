using System.Text;
using CsCheck;
using MimeKit;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Tests.Mail.Writing;

public sealed class MimeComposerTests
{
    static readonly Correspondent Ann = new("Ann Weaver", "ann@example.test");

    [Fact]
    public void A_letter_has_the_headers_of_a_letter()
    {
        var message = Read(Bytes(Letter("Hello") with { Subject = "Réunion à Brest", InReplyTo = "<b@x>", References = "<a@x> <b@x>", Bcc = [new("", "secret@example.test")] }));
        Assert.Equal("Réunion à Brest", message.Subject);
        Assert.Equal("b@x", message.InReplyTo);
        Assert.Equal(["a@x", "b@x"], message.References);
        Assert.Equal("id@example.test", message.MessageId);
        Assert.Equal(["From", "Date", "Message-Id", "Subject", "To", "In-Reply-To", "References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
            message.Headers.Concat(message.Body!.Headers).Select(header => header.Field).Distinct().Order(Comparer<string>.Create((_, _) => 0)).ToArray(), StringSetComparer);
        Assert.Empty(message.Bcc);
    }

    [Fact]
    public void Whatever_is_written_travels_through_any_server() => Gen.Select(Gen.String, Gen.String, Gen.String[Gen.Char, 0, 3000]).Sample((subject, name, text) =>
    {
        var letter = Letter(text) with { Subject = HeaderText.Clean(subject), To = [new(HeaderText.Clean(name), "bob@example.test")] };
        Travels(Bytes(letter, new LetterFile(FileNames.Safe(name) is { Length: > 0 } file ? file : "f", "text/plain", "", new MemoryStream(Encoding.UTF8.GetBytes(text)))));
    }, iter: 300);

    [Theory]
    [InlineData("\r\n.\r\n"), InlineData("\n.\n"), InlineData("\r.\r"), InlineData("\n.\r\n"), InlineData("\r\n.\n"), InlineData("\r.\r\n"), InlineData("\r\n.\r"), InlineData("\r\n\0.\r\n")]
    public void No_spelling_of_the_end_of_a_message_is_one(string end)
    {
        // A71: in the text, in a file, and in a file that says it is text.
        var text = $"before{end}MAIL FROM:<evil@example.test>\r\n";
        Travels(Bytes(Letter(text), new LetterFile("a.txt", "text/plain", "", new MemoryStream(Encoding.ASCII.GetBytes(text)))));
        Travels(Bytes(Letter(text) with { Html = $"<p>{text}</p>" }));
    }

    [Theory]
    [InlineData("Subject\r\nBcc: victim@example.test"), InlineData("Subject\nX-Evil: 1"), InlineData("Subject\u2028X-Evil: 1")]
    public void A_header_cannot_begin_inside_another(string typed)
    {
        var message = Read(Bytes(Letter("Hello") with { Subject = typed, From = new(typed, "ann@example.test"), References = $"<a@x>{typed}", InReplyTo = typed }));
        Assert.DoesNotContain(message.Headers, header => header.Field is "X-Evil" or "Bcc");
    }

    [Fact]
    public void Flowed_text_comes_back_as_it_was_typed() => Gen.OneOf(Gen.Const(" "), Gen.Const("word "), Gen.Const("\n"), Gen.Const("From "), Gen.Const("été "), Gen.Const("> "), Gen.Const("-- ")).Array[0, 60].Sample(pieces =>
    {
        var typed = string.Join('\n', string.Concat(pieces).Split('\n').Select(line => Normal(line)));
        var written = ((TextPart)Read(Bytes(Letter(typed))).Body!).Text;
        Assert.Equal(typed.TrimEnd('\n'), FlowedText.Unfold(written, deleteSpace: false).TrimEnd('\n'));
    }, iter: 500);

    [Fact]
    public void Long_lines_are_folded_where_a_reader_may_join_them()
    {
        var written = Encoding.ASCII.GetString(Bytes(Letter(string.Concat(Enumerable.Repeat("word ", 400)))));
        Assert.All(written.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
        Assert.Contains("format=flowed", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("facture nº 12 — été.pdf"), InlineData("請求書.pdf"), InlineData("a\"b\\c.pdf")]
    public void Files_keep_their_names_and_bytes(string name)
    {
        byte[] content = [.. Enumerable.Range(0, 5000).Select(number => (byte)(number * 7))];
        var message = Read(Bytes(Letter("Hello"), new LetterFile(name, "application/pdf", "", new MemoryStream(content))));
        var part = (MimePart)message.Attachments.Single();
        Assert.Equal(name, part.FileName);
        using var read = new MemoryStream();
        part.Content!.DecodeTo(read);
        Assert.Equal(content, read.ToArray());
    }

    [Fact]
    public void Pictures_of_the_html_stand_beside_it()
    {
        var letter = Letter("text") with { Html = "<p>html <img src=\"cid:pic@webmail\"></p>" };
        var message = Read(Bytes(letter, new LetterFile("p.png", "image/png", "pic@webmail", new MemoryStream([1, 2, 3]))));
        var alternative = Assert.IsType<MultipartAlternative>(message.Body);
        Assert.Equal("pic@webmail", ((MultipartRelated)alternative[1])[1].ContentId);
        Assert.Contains("html", message.HtmlBody, StringComparison.Ordinal);
    }

    static readonly IEqualityComparer<IEnumerable<string>> StringSetComparer =
        EqualityComparer<IEnumerable<string>>.Create((one, other) => one!.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other!), _ => 0);

    /// <summary>The normal form of a typed line: quote marks together, no spaces at its end, but for the mark of a signature.</summary>
    static string Normal(string line)
    {
        if (line == "-- ") return line;
        var depth = 0;
        var rest = line;
        while (rest.StartsWith('>') || (depth > 0 && rest.StartsWith(" >", StringComparison.Ordinal))) (depth, rest) = (depth + 1, rest[(rest[0] == '>' ? 1 : 2)..]);
        if (depth > 0 && rest.StartsWith(' ')) rest = rest[1..];
        return depth > 0 ? $"{new string('>', depth)} {rest.TrimEnd(' ')}" : rest.TrimEnd(' ');
    }

    static void Travels(byte[] bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        Assert.All(lines, line => Assert.True(line.Length <= 998 && line.All(character => character is '\t' or (>= ' ' and <= '~')), line));
        Assert.Equal("", lines[^1]);
    }

    static Letter Letter(string text) => new(
        Ann, "", [new("Bob", "bob@example.test")], [], [], "Subject", text, "", "", "", new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(1)), "id@example.test");

    static byte[] Bytes(Letter letter, params LetterFile[] files)
    {
        using var message = MimeComposer.Compose(letter, files);
        using var bytes = new MemoryStream();
        message.WriteTo(MimeComposer.Format, bytes);
        return bytes.ToArray();
    }

    static MimeMessage Read(byte[] bytes) => MimeMessage.Load(new MemoryStream(bytes));
}
