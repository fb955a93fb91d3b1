using System.Text;
using Webmail.Mail.Stores;
using static Webmail.Tests.Mail.Stores.StoreUnderTest;

namespace Webmail.Tests.Mail.Stores;

public sealed class ReadingOnImap(OnImap kind) : ReadingContract(kind), IClassFixture<OnImap>;
public sealed class ReadingOnSqlite(OnSqlite kind) : ReadingContract(kind), IClassFixture<OnSqlite>;
public sealed class ReadingOnPostgres(OnPostgres kind) : ReadingContract(kind), IClassFixture<OnPostgres>;

public abstract class ReadingContract(IStoreKind kind)
{
    static readonly string Nested = """
        From: "Ann, of Weaver" <ann@example.test>
        To: Bob <bob@example.test>, friends: Cleo <cleo@example.test>, dan@example.test;
        Cc: =?utf-8?Q?Ren=C3=A9?= <rene@example.test>
        Bcc: hidden@example.test
        Reply-To: list@example.test
        Date: Sun, 1 Mar 2026 13:30:00 +0200
        Subject: =?utf-8?Q?Caf=C3=A9?= plans
        Message-ID: <nested@example.test>
        In-Reply-To: <before@example.test>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="out"

        --out
        Content-Type: multipart/alternative; boundary="alt"

        --alt
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Caf=C3=A9 =
        au lait
        --alt
        Content-Type: text/html; charset=utf-8

        <p>Café</p>
        --alt--

        --out
        Content-Type: image/png; name="dot.png"
        Content-Transfer-Encoding: base64
        Content-ID: <dot@example.test>
        Content-Disposition: inline; filename="dot.png"

        iVBORw0KGgo=
        --out
        Content-Type: message/rfc822

        Subject: Inner
        Content-Type: multipart/mixed; boundary="in"

        --in

        First inner.
        --in
        Content-Type: text/plain
        Content-Disposition: attachment; filename*=utf-8''r%C3%A9sum%C3%A9.txt

        Second inner.
        --in--

        --out
        Content-Type: message/rfc822

        Subject: Single

        Only text.

        --out--

        """.ReplaceLineEndings("\r\n");

    [Fact]
    public async Task A_message_says_who_wrote_it_to_whom_and_when()
    {
        await using var mail = await NewAsync(Nested);
        var opened = await OpenAsync(mail);
        Assert.Equal(("Café plans", "nested@example.test", "before@example.test"), (opened.Envelope.Subject, opened.MessageId, opened.InReplyTo));
        Assert.Equal([new("Ann, of Weaver", "ann@example.test")], opened.Envelope.From);
        Assert.Equal(["bob@example.test", "cleo@example.test", "dan@example.test"], opened.Envelope.To.Select(person => person.Address));
        Assert.Equal([new("René", "rene@example.test")], opened.Cc);
        Assert.Equal(["hidden@example.test", "list@example.test"], opened.Bcc.Concat(opened.ReplyTo).Select(person => person.Address));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 13, 30, 0, TimeSpan.FromHours(2)), opened.Envelope.Date);
        Assert.Equal((TimeSpan.FromHours(2), Day, true), (opened.Envelope.Date!.Value.Offset, opened.Envelope.Received, opened.Envelope.HasAttachments));
        Assert.True(opened.At is null or 1);
    }

    [Fact]
    public async Task Parts_are_numbered_and_described_as_imap_does()
    {
        await using var mail = await NewAsync(Nested);
        var root = (await OpenAsync(mail)).Structure!;
        Assert.Equal(
            [
                " multipart/mixed", "1 multipart/alternative", "1.1 text/plain", "1.2 text/html", "2 image/png dot.png dot@example.test inline",
                "3 message/rfc822", "3.TEXT multipart/mixed", "3.1 text/plain", "3.2 text/plain résumé.txt attachment", "4 message/rfc822", "4.1 text/plain",
            ],
            root.SelfAndDescendants().Select(part => string.Join(' ', new[] { part.Specifier, part.MediaType, part.FileName, part.ContentId, part.Disposition }.Where((word, at) => at == 0 || word.Length > 0))));
        Assert.Equal(("utf-8", "quoted-printable", 20L), (Part(root, "1.1").Charset.ToLowerInvariant(), Part(root, "1.1").Encoding, Part(root, "1.1").Octets));
        Assert.Equal(root, (await mail.Store.StructureAsync("INBOX", (await mail.KeysAsync())[0], default))!, (a, b) => a!.SelfAndDescendants().Count() == b!.SelfAndDescendants().Count());
    }

    [Theory]
    [InlineData("1.1", "Café au lait")]
    [InlineData("1.2", "<p>Café</p>")]
    [InlineData("3.1", "First inner.")]
    [InlineData("3.2", "Second inner.")]
    [InlineData("4.1", "Only text.\r\n")]
    public async Task A_part_is_read_by_its_number(string specifier, string text)
    {
        await using var mail = await NewAsync(Nested);
        var (key, root) = ((await mail.KeysAsync())[0], (await OpenAsync(mail)).Structure!);
        var content = await mail.Store.ReadPartAsync("INBOX", key, Part(root, specifier), 1000, default);
        Assert.Equal((text, false), (Encoding.UTF8.GetString(content.Bytes.Span), content.Truncated));
        var cut = await mail.Store.ReadPartAsync("INBOX", key, Part(root, specifier), 4, default);
        Assert.Equal((4, true), (cut.Bytes.Length, cut.Truncated));
    }

    [Fact]
    public async Task Headers_enclosed_messages_and_the_source_come_byte_for_byte()
    {
        await using var mail = await NewAsync(Nested);
        var (key, root) = ((await mail.KeysAsync())[0], (await OpenAsync(mail)).Structure!);
        using var source = new MemoryStream();
        await mail.Store.CopySourceAsync("INBOX", key, source, default);
        Assert.Equal(Nested, Encoding.UTF8.GetString(source.ToArray()));
        Assert.Equal(Nested[..(Nested.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)], await RawAsync("HEADER"));
        Assert.Equal("Content-Type: image/png; name=\"dot.png\"\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <dot@example.test>\r\nContent-Disposition: inline; filename=\"dot.png\"\r\n\r\n", await RawAsync("2.MIME"));
        Assert.Equal("Subject: Single\r\n\r\n", await RawAsync("4.HEADER"));
        Assert.StartsWith("Subject: Inner\r\nContent-Type: multipart/mixed", await RawAsync("3"), StringComparison.Ordinal);
        using var picture = new MemoryStream();
        await mail.Store.CopyPartAsync("INBOX", key, Part(root, "2"), picture, default);
        Assert.Equal(Convert.FromBase64String("iVBORw0KGgo="), picture.ToArray());
        await FailsAsync(FailureKind.MessageGone, () => mail.Store.ReadPartAsync("INBOX", key with { Uid = 99 }, Part(root, "2"), 10, default));

        async Task<string> RawAsync(string section) => Encoding.UTF8.GetString((await mail.Store.ReadPartAsync("INBOX", key, Raw(section), 100_000, default)).Bytes.Span);
    }

    [Fact]
    public async Task A_large_part_is_written_without_a_fault_in_its_middle()
    {
        var bytes = new byte[900_000];
        new Random(7).NextBytes(bytes);
        var coded = Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks);
        await using var mail = await NewAsync($"Subject: Large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSmall.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n{coded}\r\n--b--\r\n");
        using var copy = new MemoryStream();
        await mail.Store.CopyPartAsync("INBOX", (await mail.KeysAsync())[0], Part((await OpenAsync(mail)).Structure!, "2"), copy, default);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Fact]
    public async Task A_message_of_one_part_has_number_one()
    {
        await using var mail = await NewAsync("Subject: Plain\r\n\r\nHello.\r\n");
        var (key, root) = ((await mail.KeysAsync())[0], (await OpenAsync(mail)).Structure!);
        Assert.Equal(("1", "text/plain", 8L), (root.Specifier, root.MediaType, root.Octets));
        Assert.Equal("Hello.\r\n", Encoding.UTF8.GetString((await mail.Store.ReadPartAsync("INBOX", key, root, 100, default)).Bytes.Span));
    }

    async Task<StoreUnderTest> NewAsync(string raw)
    {
        var mail = await kind.NewAsync();
        await mail.Put(Encoding.UTF8.GetBytes(raw), "INBOX", MessageFlags.None, Day);
        return mail;
    }

    static async Task<OpenedMessage> OpenAsync(StoreUnderTest mail) => await mail.Store.OpenAsync("INBOX", (await mail.KeysAsync())[0], default);

    static MessagePart Part(MessagePart root, string specifier) => root.SelfAndDescendants().Single(part => part.Specifier == specifier);

    static MessagePart Raw(string section) => new(section, "text/plain", new Dictionary<string, string>(), "binary", 0, "", "", "", []);
}
