using MailKit;
using Webmail.Mail.Imap;

namespace Webmail.Tests.Mail.Imap;

public sealed class CommonWordsTests
{
    const string Text = "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 10 1 NIL NIL NIL NIL)";

    [Fact]
    public void What_nearly_every_message_says_of_itself_is_kept_once()
    {
        var (one, other) = (Read(Text), Read(Text));
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
        var flowed = Read("(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"x-own\" \"FORMAT\" \"flowed\") NIL NIL \"7BIT\" 10 1 NIL NIL NIL NIL)");
        Assert.Equal([("charset", "x-own"), ("format", "flowed")], flowed.Parameters.Select(parameter => (parameter.Key, parameter.Value)).Order());
    }

    [Fact]
    public void The_boundary_is_nobodys_business()
    {
        var mixed = Read($"({Text} {Text} \"MIXED\" (\"BOUNDARY\" \"=_1\") NIL NIL NIL)");
        Assert.Empty(mixed.Parameters);
        Assert.Equal(["1", "2"], mixed.Children.Select(child => child.Specifier));
    }

    static Webmail.Mail.Stores.MessagePart Read(string structure)
    {
        Assert.True(BodyPart.TryParse(structure, out var part));
        return ImapParts.From(part)!;
    }
}
