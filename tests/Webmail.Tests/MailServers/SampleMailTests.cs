using System.Globalization;
using System.Text;
using MailKit;
using MimeKit;
using Webmail.MailServers;
using Webmail.MailServers.Samples;

namespace Webmail.Tests.MailServers;

public sealed class SampleMailTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> People => [.. SampleMail.People.Select(person => person.Address)];

    static IReadOnlyList<SampleMessage> Of(string address) => SampleMail.Of(SampleMail.People.Single(person => person.Address == address), Now);

    [Theory]
    [MemberData(nameof(People))]
    public void Every_message_can_be_read_and_comes_from_the_past(string address)
    {
        foreach (var sample in Of(address))
        {
            using var message = Parsed(sample);
            Assert.NotEmpty(message.From);
            Assert.NotNull(message.MessageId);
            Assert.InRange(message.Date, Now.AddMonths(-5), Now);
            Assert.False(string.IsNullOrWhiteSpace(message.TextBody ?? message.HtmlBody));
            Assert.DoesNotContain("{0}", message.Subject ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain("\uFFFD", message.TextBody ?? message.HtmlBody, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("camille@example.test", 265, 340), InlineData("ann@example.test", 130, 180), InlineData("kenji@example.test", 50, 80)]
    public void Mailboxes_are_as_full_as_in_life(string address, int least, int most)
    {
        var messages = Of(address);
        Assert.InRange(messages.Count, least, most);
        Assert.InRange(messages.Count(sample => sample.Stored.Received > Now.AddDays(-1)), 3, 40);
        Assert.InRange(messages.Count(sample => !sample.Stored.Flags.HasFlag(MessageFlags.Seen)), 5, 60);
        Assert.Contains(messages, sample => sample.Stored.Flags.HasFlag(MessageFlags.Flagged));
        Assert.Contains(messages, sample => sample.Stored.Flags.HasFlag(MessageFlags.Answered));
    }

    [Fact]
    public void Camille_has_folders_of_every_kind()
    {
        string[] expected =
        [
            "Archive", "Clients/Acme", "Clients/Brulé & fils", "Drafts", "Factures", "INBOX", "Junk", "L'été \"à la mer\"", "Promos -50%", "Sent",
            "Trash", "Voyages 🏝",
        ];
        Assert.Equal(expected, Of("camille@example.test").Select(sample => sample.Mailbox).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("iso-8859-1"), InlineData("windows-1252"), InlineData("iso-2022-jp"), InlineData("koi8-r"), InlineData("utf-8")]
    public void Several_charsets_are_in_use(string charset) =>
        Assert.Contains(Of("camille@example.test"), sample => Raw(sample).Contains($"charset={charset}", StringComparison.OrdinalIgnoreCase));

    [Theory]
    [InlineData("text/calendar"), InlineData("multipart/report"), InlineData("multipart/related"), InlineData("application/pdf"), InlineData("image/png")]
    [InlineData("application/zip"), InlineData("format=flowed"), InlineData("Disposition-Notification-To:"), InlineData("List-Unsubscribe:")]
    public void Special_messages_are_there(string mark) =>
        Assert.Contains(Of("camille@example.test"), sample => Raw(sample).Contains(mark, StringComparison.OrdinalIgnoreCase));

    [Theory]
    [MemberData(nameof(People))]
    public void A_reply_refers_to_a_message_that_exists(string address)
    {
        var messages = Of(address).Select(Parsed).ToList();
        var known = messages.Select(message => message.MessageId).ToHashSet();
        Assert.Equal(messages.Count, known.Count);
        var replies = messages.Where(message => message.InReplyTo is not null).ToList();
        Assert.NotEmpty(replies);
        Assert.All(replies, reply => Assert.Contains(reply.InReplyTo!, known));
        messages.ForEach(message => message.Dispose());
    }

    [Fact]
    public void The_same_moment_gives_the_same_bytes() =>
        Assert.Equal(Of("ann@example.test").Select(Raw), Of("ann@example.test").Select(Raw));

    [Fact]
    public async Task A_server_takes_it_all()
    {
        await using var server = await MailServer.StartNewAsync();
        await SampleMail.SeedAsync(server, Now);
        foreach (var person in SampleMail.People)
        {
            var counted = server.Doveadm("-f", "flow", "mailbox", "status", "-u", person.Address, "messages", "*")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(line => int.Parse(line[(line.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture));
            Assert.Equal(SampleMail.Of(person, Now).Count, counted);
        }
    }

    static MimeMessage Parsed(SampleMessage sample)
    {
        using var bytes = new MemoryStream(sample.Stored.Bytes);
        return MimeMessage.Load(bytes);
    }

    static string Raw(SampleMessage sample) => Encoding.Latin1.GetString(sample.Stored.Bytes);
}
