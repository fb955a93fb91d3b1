using MailKit;
using MimeKit;
using Webmail.Mail.Imap;

namespace Webmail.Tests.Mail.Imap;

public sealed class CommonWordsTests
{
    [Fact]
    public void What_nearly_every_message_says_of_itself_is_kept_once()
    {
        var (one, other) = (ImapParts.From(Text("utf-8"))!, ImapParts.From(Text("utf-8"))!);
        Assert.Equal("utf-8", one.Charset);
        Assert.Same(one.Parameters, other.Parameters);
        Assert.Same(one.MediaType, other.MediaType);
        Assert.Same(one.Encoding, other.Encoding);
        Assert.Same(one.Specifier, other.Specifier);
        Assert.Same(one.Children, other.Children);
    }

    [Fact]
    public void What_a_message_alone_says_is_its_own()
    {
        var text = Text("x-own");
        text.ContentType.Parameters.Add("format", "flowed");
        var flowed = ImapParts.From(text)!;
        Assert.Equal([("charset", "x-own"), ("format", "flowed")], flowed.Parameters.Select(parameter => (parameter.Key, parameter.Value)).Order());
    }

    [Fact]
    public void The_boundary_is_nobodys_business()
    {
        var mixed = ImapParts.From(new BodyPartMultipart(new ContentType("multipart", "mixed") { Boundary = "=_1" }, "") { BodyParts = { Text("utf-8"), Text("utf-8") } })!;
        Assert.Empty(mixed.Parameters);
        Assert.Equal(["1", "2"], mixed.Children.Select(child => child.Specifier));
    }

    static BodyPartText Text(string charset)
    {
        var type = new ContentType("text", "plain");
        type.Parameters.Add("charset", charset);
        return new BodyPartText(type, "1") { ContentTransferEncoding = "7BIT", Octets = 10 };
    }
}
