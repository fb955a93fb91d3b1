using Webmail.Mail.Stores;

namespace Webmail.Tests.Mail.Imap;

public sealed class EnvelopeTextTests
{
    [Theory]
    [InlineData("Plain", "Plain")]
    [InlineData("  a\r\nb\0c ", "a  b c")]
    // RFC 1468: raw Japanese in a header, as old clients wrote it.
    [InlineData("Re: \u001b$B2q5D\u001b(B 2", "Re: 会議 2")]
    public void Headers_become_one_line_of_text(string wire, string shown) => Assert.Equal(shown, SenderWords.Clean(wire));
}
