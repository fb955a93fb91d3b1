using System.Net;
using Webmail.Mail.Accounts;

namespace Webmail.Tests.Mail.Accounts;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("127.0.0.1"), InlineData("0.0.0.0"), InlineData("10.1.2.3"), InlineData("172.31.255.255"), InlineData("192.168.1.1"), InlineData("169.254.169.254")]
    [InlineData("100.64.0.1"), InlineData("224.0.0.1"), InlineData("255.255.255.255"), InlineData("::1"), InlineData("::"), InlineData("::ffff:127.0.0.1")]
    [InlineData("fe80::1"), InlineData("fd00::1"), InlineData("ff02::1"), InlineData("64:ff9b::7f00:1"), InlineData("2002:7f00:1::"), InlineData("2001:db8::1")]
    public void A_special_address_is_not_public(string address) => Assert.False(PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("9.9.9.9"), InlineData("172.32.0.1"), InlineData("100.128.0.1"), InlineData("2620:fe::fe"), InlineData("::ffff:9.9.9.9")]
    public void An_address_of_the_internet_is(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));
}
