using System.Text;
using Webmail.Mail.Writing;

namespace Webmail.Tests.Mail.Writing;

public sealed class CarriedFilesTests
{
    [Theory]
    [InlineData("A: b\r\n\r\ntext\r\n", true), InlineData("A: b\n\ntext\n", false), InlineData("A: b\r\n\r\nbare\rreturn\r\n", false), InlineData("A: b\r\n\r\nbare\nline\r\n", false)]
    [InlineData("A: b\r\n\r\nhé\r\n", false), InlineData("A: b\r\n\r\nnul\0\r\n", false), InlineData("A: b\r\n\r\nno end", false), InlineData("A: b\r\n\r\nends\r", false)]
    public async Task A_message_goes_inside_another_only_as_it_is(string message, bool travels) =>
        Assert.Equal(travels, await CarriedFiles.TravelsAsync(new MemoryStream(Encoding.UTF8.GetBytes(message)), default));

    [Theory]
    [InlineData(998, true), InlineData(999, false)]
    public async Task Lines_have_at_most_998_octets(int length, bool travels) =>
        Assert.Equal(travels, await CarriedFiles.TravelsAsync(new MemoryStream(Encoding.ASCII.GetBytes(new string('x', length) + "\r\n")), default));
}
