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
    [InlineData("mailto:ann@example.org?subject=Hello,%20you;%20all&cc=x@example.org, bob@example.org", "|ann@example.org", "|bob@example.org")]
    [InlineData("MAILTO:a%2Bb@example.org,mailto:bob@example.org?to=carl@example.org mailto:dora%40example.org#x", "|a+b@example.org", "|bob@example.org", "|carl@example.org", "|dora@example.org")]
    [InlineData("Ann <mailto:ann@example.org?body=Hi, you>, bob@example.org<mailto:bob%40example.org>; \"Dale, Carl\" [mailto:carl@example.org]", "Ann|ann@example.org", "bob@example.org|bob@example.org", "Dale, Carl|carl@example.org")]
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
    [InlineData("mailto:"), InlineData("mailto:?subject=x"), InlineData("mailto:ann%0D%0ABcc:x@example.org"), InlineData("mailto:ann%2Cbob@example.org"), InlineData("mailto:ann@example.org,bob"), InlineData("Ann <mailto:ann@example.org,bob@example.org>")]
    public void What_is_no_address_is_named(string typed) => Assert.NotEmpty(Recipients.Parse(typed).Wrong);

    [Fact]
    public void What_is_written_is_read_back() => CsCheck.Check.Sample(CsCheck.Gen.String[CsCheck.Gen.Char, 0, 20], name =>
    {
        var person = new Correspondent(HeaderText.Clean(name), "ann@example.org");
        var read = Recipients.Parse(Recipients.Write([person, new("", "bob@example.org")]));
        Assert.Equal([person.Name, ""], read.People.Select(one => one.Name));
    });
}
