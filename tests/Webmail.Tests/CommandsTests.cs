using System.Diagnostics;
using Webmail.Tests.Support;

namespace Webmail.Tests;

/// <summary>What the first argument asks for, before anything is configured.</summary>
public sealed class CommandsTests
{
    [Fact]
    public async Task A_mistyped_command_starts_no_server_and_says_what_there_is()
    {
        using var home = new TemporaryDirectory();
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "backpu", "/nowhere/webmail.zip"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home.Path };
        foreach (var name in new[] { "XDG_DATA_HOME", "XDG_STATE_HOME", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS" }) start.Environment.Remove(name);
        start.Environment["HOME"] = home.Path;
        using var program = Process.Start(start)!;
        var said = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(64, program.ExitCode);
        Assert.StartsWith("There is no command backpu.", said, StringComparison.Ordinal);
        Assert.Contains(Commands.Usage, said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(home.Path, ".local")));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Who_asks_for_help_gets_it(string word)
    {
        var (status, said, problems) = Explain(word);
        Assert.Equal((0, ""), (status, problems));
        Assert.All(["backup", "restore", "check-mail", "export-mail", "doctor"], command => Assert.Contains($"Webmail {command} ", said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("--urls=http://127.0.0.1:5001")]
    [InlineData("backup")]
    [InlineData("restore", "webmail.zip")]
    [InlineData("check-mail", "repair")]
    [InlineData("export-mail", "anna@example.org", "mail")]
    [InlineData("doctor", "anna@example.org")]
    public void Settings_and_commands_go_on(params string[] words) => Assert.Equal((null, "", ""), Explain(words));

    [Theory]
    [InlineData("Backup")]
    [InlineData("serve")]
    [InlineData("")]
    [InlineData("render-worker", "more")]
    public void Any_other_word_is_refused(params string[] words) => Assert.Equal((64, ""), (Explain(words).Status, Explain(words).Said));

    static (int? Status, string Said, string Problems) Explain(params string[] words)
    {
        using var said = new StringWriter();
        using var problems = new StringWriter();
        return (Commands.Explain(words, said, problems), said.ToString(), problems.ToString());
    }
}
