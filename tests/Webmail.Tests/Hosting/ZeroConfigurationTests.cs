using System.Diagnostics;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

/// <summary>The program itself, started as a person starts it.</summary>
public sealed class ZeroConfigurationTests
{
    [Fact]
    public async Task A_start_without_configuration_makes_a_private_key_apart_from_the_data_and_stops_when_asked()
    {
        using var home = new TemporaryDirectory();
        using var program = Start(home.Path, "--urls=http://127.0.0.1:0");
        await LineAsync(program, "Now listening on: http://127.0.0.1:");
        var key = Path.Combine(home.Path, ".local/state/webmail/master.key");
        Assert.True(File.Exists(key));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.True(File.Exists(Path.Combine(home.Path, ".local/share/webmail/webmail.db")));
        Interrupt(program);
        await program.WaitForExitAsync();
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task A_start_that_cannot_work_says_what_to_set()
    {
        using var home = new TemporaryDirectory();
        using var program = Start(home.Path, "--urls=http://0.0.0.0:0");
        var said = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        Assert.Equal(78, program.ExitCode);
        Assert.StartsWith("Webmail__PublicUrl is missing.", said);
        Assert.DoesNotContain("   at ", said);
    }

    static Process Start(string home, string argument)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } dotnet && dotnet.EndsWith("dotnet", StringComparison.Ordinal) ? dotnet : "dotnet")
        {
            ArgumentList = { typeof(Program).Assembly.Location, argument }, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home,
        };
        start.Environment["HOME"] = home;
        // As the file beside a published program says; without it every migration is told of.
        start.Environment["Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "Critical";
        foreach (var name in new[] { "XDG_DATA_HOME", "XDG_STATE_HOME", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT" }) start.Environment.Remove(name);
        return Process.Start(start)!;
    }

    static async Task LineAsync(Process program, string text)
    {
        for (var lines = 0; lines < 200; lines++)
            if (await program.StandardOutput.ReadLineAsync() is not { } line) break;
            else if (line.Contains(text, StringComparison.Ordinal))
            {
                // Who does not listen stops a program that goes on talking.
                _ = program.StandardOutput.ReadToEndAsync();
                return;
            }
        program.Kill();
        Assert.Fail($"The program never said: {text}\n{await program.StandardError.ReadToEndAsync()}");
    }

    static void Interrupt(Process program)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);
        kill.WaitForExit();
    }
}
