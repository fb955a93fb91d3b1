using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Tests.Mail.Writing;

public sealed class RecipientsTests
{
    [Theory]
    [InlineData("ann@example.org", "|ann@example.org")]
    [InlineData("Ann Weaver <ann@example.org>, bob@example.org; carl@example.org", "Ann Weaver|ann@example.org", "|bob@example.org", "|carl@example.org")]
    [InlineData("\"Weaver, Ann\" <ann@example.org>", "Weaver, Ann|ann@example.org")]
    [InlineData("\"The \\\"Boss\\\"\" <ann@example.org>\nbob@example.org", "The \"Boss\"|ann@example.org", "|bob@example.org")]
    [InlineData("<ann@example.org>,,  ;", "|ann@example.org")]
    [InlineData("mailto:ann@example.org", "|ann@example.org")]
    [InlineData("ann@BÜCHER.example", "|ann@xn--bcher-kva.example")]
    public void What_people_type_is_read(string typed, params string[] people)
    {
        var read = Recipients.Parse(typed);
        Assert.Empty(read.Wrong);
        Assert.Equal(people, read.People.Select(person => $"{person.Name}|{person.Address}"));
    }

    [Theory]
    [InlineData("ann"), InlineData("ann@"), InlineData("@example.org"), InlineData("Ann <ann>"), InlineData("ann@exa mple.org")]
    [InlineData("\"a\r\nRCPT TO:<x>\"@example.org"), InlineData("ann@example.org>\u0000"), InlineData("a\u2028b@example.org"), InlineData("\"unclosed <ann@example.org>, bob@example.org")]
    public void What_is_no_address_is_named(string typed) => Assert.NotEmpty(Recipients.Parse(typed).Wrong);

    [Fact]
    public void What_is_written_is_read_back() => CsCheck.Check.Sample(CsCheck.Gen.String[CsCheck.Gen.Char, 0, 20], name =>
    {
        var person = new Correspondent(HeaderText.Clean(name), "ann@example.org");
        var read = Recipients.Parse(Recipients.Write([person, new("", "bob@example.org")]));
        Assert.Equal([person.Name, ""], read.People.Select(one => one.Name));
    });
}
