using Webmail.Mail.Accounts;

namespace Webmail.Tests.Mail.Accounts;

public sealed class AddrSpecTests
{
    [Theory]
    [InlineData("anna@example.org", "anna@example.org")]
    [InlineData(" Anna.Lee+tag@Example.ORG ", "Anna.Lee+tag@example.org")]
    [InlineData("jürgen@bücher.example", "jürgen@xn--bcher-kva.example")]
    [InlineData("a@localhost", "a@localhost")]
    [InlineData("a@My-Host.example", "a@my-host.example")]
    [InlineData("a@xn--bcher-kva.example", "a@xn--bcher-kva.example")]
    public void An_address_is_read(string typed, string address)
    {
        Assert.True(AddrSpec.TryParse(typed, out var parsed));
        Assert.Equal(address, parsed.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("anna@")]
    [InlineData("@example.org")]
    [InlineData("a@b@example.org")]
    [InlineData("\"a b\"@example.org")]
    [InlineData("a\0@example.org")]
    [InlineData("a\u202e@example.org")]
    [InlineData("a@exa mple.org")]
    [InlineData("a@example.org\r\nX")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@-example.org")]
    [InlineData("a@example-.org")]
    [InlineData("a@www.-example.org")]
    [InlineData("a@example..org")]
    [InlineData("a@.example.org")]
    [InlineData("a@exa_mple.org")]
    public void Anything_else_is_not(string? typed) => Assert.False(AddrSpec.TryParse(typed, out _));

    [Fact]
    public void Too_long_is_not_an_address()
    {
        Assert.False(AddrSpec.TryParse($"{new string('a', 65)}@example.org", out _));
        Assert.False(AddrSpec.TryParse($"a@{string.Join('.', Enumerable.Repeat(new string('b', 60), 5))}", out _));
    }

    [Fact]
    public void Only_ascii_letters_are_folded()
    {
        Assert.True(AddrSpec.TryParse("KATE@example.org", out var ascii));
        Assert.True(AddrSpec.TryParse("\u212aATE@example.org", out var kelvin));
        Assert.Equal("kate@example.org", ascii.Folded);
        Assert.NotEqual(ascii.Folded, kelvin.Folded);
    }
}
