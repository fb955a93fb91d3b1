using CsCheck;
using Webmail.Mail.Reading;

namespace Webmail.Tests.Mail.Reading;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("plan.pdf", "plan.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\windows\\system32\\evil.exe", "evil.exe")]
    [InlineData("invoice\u202Efdp.exe", "invoice_fdp.exe")]
    [InlineData("a\r\nb\0c.txt", "abc.txt")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("com1 .log", "_com1 .log")]
    [InlineData(".htaccess", "htaccess")]
    [InlineData("name. . .", "name")]
    [InlineData("a<b>:\"|?*.txt", "a_b______.txt")]
    [InlineData("été.pdf", "été.pdf")]
    [InlineData("...", "")]
    [InlineData("/", "")]
    public void Names_are_made_safe(string name, string safe) => Assert.Equal(safe, FileNames.Safe(name));

    [Fact]
    public void A_long_name_keeps_its_extension()
    {
        var safe = FileNames.Safe(new string('a', 4096) + ".pdf");
        Assert.Equal(FileNames.MaxLength, safe.Length);
        Assert.EndsWith("a.pdf", safe, StringComparison.Ordinal);
    }

    [Fact]
    public void No_name_leaves_its_folder_or_breaks_a_header() => Gen.String.Sample(name =>
    {
        var safe = FileNames.Safe(name);
        return safe.Length <= FileNames.MaxLength + 1 && safe.IndexOfAny(['/', '\\', '"', '\r', '\n', '\0']) < 0 && !safe.Any(char.IsControl)
            && !safe.StartsWith('.') && safe is not ".." && FileNames.Safe(safe) == safe;
    });
}
