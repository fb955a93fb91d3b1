using CsCheck;
using Webmail.Mail.Stores;

namespace Webmail.Tests.Mail.Stores;

public sealed class MailboxPathTests
{
    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("Clients/Acme", "Clients~2FAcme")]
    [InlineData("a.b", "a~2Eb")]
    [InlineData("..", "~2E~2E")]
    [InlineData("~", "~7E")]
    [InlineData("100 %", "100~20~25")]
    [InlineData("Été 🌞", "~C3~89t~C3~A9~20~F0~9F~8C~9E")]
    [InlineData("\"quoted\\\"", "~22quoted~5C~22")]
    public void A_name_is_one_path_segment_and_comes_back(string name, string path)
    {
        Assert.Equal(path, MailboxPath.Encode(name));
        Assert.True(MailboxPath.TryDecode(path, out var back));
        Assert.Equal(name, back);
    }

    [Fact]
    public void Half_a_surrogate_pair_comes_back()
    {
        Assert.Equal("half~20~uD83D", MailboxPath.Encode("half \uD83D"));
        Assert.True(MailboxPath.TryDecode("half~20~uD83D", out var back));
        Assert.Equal("half \uD83D", back);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("~")]
    [InlineData("~4")]
    [InlineData("~2f")]
    [InlineData("~41")]
    [InlineData("~C3")]
    [InlineData("~C0~AF")]
    [InlineData("~ED~A0~BD")]
    [InlineData("~u0041")]
    [InlineData("~uD83D~uDE00")]
    [InlineData("caf\u00E9")]
    public void Any_other_spelling_is_refused(string? path) => Assert.False(MailboxPath.TryDecode(path, out _));

    [Fact]
    public void Every_name_comes_back_and_needs_no_percent_encoding() =>
        Gen.String.Where(name => name.Length > 0).Sample(name =>
        {
            var path = MailboxPath.Encode(name);
            return path.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '~') && MailboxPath.TryDecode(path, out var back) && back == name;
        });
}
