using Webmail.Mail.Stores;

namespace Webmail.Tests.Mail.Stores;

public sealed class MessageKeyTests
{
    [Fact]
    public void A_key_survives_its_written_form()
    {
        Assert.True(MessageKey.TryParse("1700000000-42", out var key));
        Assert.Equal("1700000000-42", key.ToString());
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("1"), InlineData("0-1"), InlineData("1-0"), InlineData("-1-2"), InlineData("1-2-3"), InlineData("1- 2")]
    [InlineData("1-99999999999")]
    public void Anything_else_is_refused(string? text) => Assert.False(MessageKey.TryParse(text, out _));
}
