using Webmail.Hosting;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

public sealed class MasterKeyFileTests : IDisposable
{
    readonly TemporaryDirectory folder = new();
    static string NewKey() => Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
    string Data => Path.Combine(folder.Path, "data");

    [Fact]
    public void Keys_are_read_with_the_current_one_on_top()
    {
        var (old, current) = (NewKey(), NewKey());
        var before = new MasterKeyFile(folder.Write("old", old), Data).Load();
        var after = new MasterKeyFile(folder.Write("both", $"{current}\n{old}\n"), Data).Load();
        Assert.NotEqual(before.CurrentId, after.CurrentId);
        Assert.Contains(before.CurrentId, after.Ids);
        Assert.Equal(before.Derive(before.CurrentId, "x"), after.Derive(before.CurrentId, "x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    public void A_file_without_a_key_is_refused(string content) => Refused(folder.Write("bad", content), "holds no master key");

    [Fact]
    public void A_key_that_everyone_can_read_is_refused()
    {
        var file = folder.Write("open", NewKey());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Refused(file, "chmod 400");
    }

    [Fact]
    public void A_key_beside_the_data_is_refused()
    {
        Directory.CreateDirectory(Data);
        Refused(Path.Combine(Data, "master.key"), "inside the data directory");
    }

    [Fact]
    public void A_configured_key_that_is_missing_is_not_made_up() => Refused(Path.Combine(folder.Path, "missing"), "There is no master key");

    public void Dispose() => folder.Dispose();

    void Refused(string file, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ConfigurationProblem>(() => new MasterKeyFile(file, Data).Load()).Message);
}
