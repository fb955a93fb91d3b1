using Webmail.Mail.Reading;

namespace Webmail.Tests.Mail.Reading;

/// <summary>RFC 3676.</summary>
public sealed class FlowedTextTests
{
    [Theory]
    [InlineData("one \ntwo\nthree", false, "one two\nthree")]
    [InlineData("one \ntwo", true, "onetwo")]
    [InlineData("日本 \n語", true, "日本語")]
    [InlineData("> one \n> two\n> three", false, "> one two\n> three")]
    [InlineData(">> a \n> b", false, ">> a \n> b")]
    [InlineData(" >not a quote", false, ">not a quote")]
    [InlineData(" From here", false, "From here")]
    [InlineData("text \n-- \nAnn", false, "text \n-- \nAnn")]
    [InlineData("-- \nAnn", true, "-- \nAnn")]
    [InlineData("a \r\nb\r\n", false, "a b\n")]
    [InlineData("end ", false, "end ")]
    [InlineData("", false, "")]
    public void Soft_lines_are_joined(string text, bool deleteSpace, string unfolded) => Assert.Equal(unfolded, FlowedText.Unfold(text, deleteSpace));
}
