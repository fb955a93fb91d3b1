using System.Diagnostics;
using Webmail.HostileWorker;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Rendering;

/// <summary>Real worker processes that do what hostile mail makes parsers do: it ends them and nothing else.</summary>
public sealed class RenderPoolTests
{
    static readonly Guid Victim = Guid.NewGuid(), Other = Guid.NewGuid();

    [Theory]
    [InlineData(Misbehaviour.OverflowTheStack, RenderProblem.Died)]
    [InlineData(Misbehaviour.TakeAllMemory, RenderProblem.Died)]
    [InlineData(Misbehaviour.TakeMemoryOutside, RenderProblem.TooSlow)]
    [InlineData(Misbehaviour.Exit, RenderProblem.Died)]
    [InlineData(Misbehaviour.Loop, RenderProblem.TooSlow)]
    public async Task A43_what_ends_a_worker_ends_nothing_else(Misbehaviour how, RenderProblem problem)
    {
        await using var pool = new PoolUnderTest(options => options with { Workers = 1 });
        var before = await pool.AskAsync(Misbehaviour.None);
        Assert.Equal(problem, await pool.FailAsync(how, Victim));
        var after = await pool.AskAsync(Misbehaviour.None);
        Assert.NotEqual(before.Process, after.Process);
        Assert.Contains(pool.Log.All, line => line.Contains($"misbehave ended with {problem}", StringComparison.Ordinal));
        Assert.DoesNotContain(pool.Log.All, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A42_a_bomb_is_not_tried_again_whoever_opens_it_until_an_hour_has_gone()
    {
        await using var pool = new PoolUnderTest(options => options with { ProcessorTime = TimeSpan.FromMilliseconds(200) });
        Assert.Equal(RenderProblem.TooSlow, await pool.FailAsync(Misbehaviour.Loop, Victim));
        var worker = await pool.AskAsync(Misbehaviour.None);
        Assert.Equal(RenderProblem.KnownBomb, await pool.FailAsync(Misbehaviour.Loop, Victim));
        Assert.Equal(RenderProblem.KnownBomb, await pool.FailAsync(Misbehaviour.Loop, Other));
        Assert.Equal(worker.Process, (await pool.AskAsync(Misbehaviour.None)).Process);
        pool.Clock.Pass(TimeSpan.FromMinutes(61));
        Assert.Equal(RenderProblem.TooSlow, await pool.FailAsync(Misbehaviour.Loop, Other));
    }

    [Fact]
    public async Task A42_others_are_served_while_bombs_go_off()
    {
        await using var pool = new PoolUnderTest(options => options with { ProcessorTime = TimeSpan.FromMilliseconds(200) });
        await pool.FailAsync(Misbehaviour.Loop, Victim, "first");
        // The person whose mail did it has more of the kind: they share one lane, and everyone else has the other.
        var bombs = Enumerable.Range(0, 6).Select(number => pool.FailAsync(Misbehaviour.Loop, Victim, $"bomb {number}")).ToList();
        for (var i = 0; i < 10; i++) await pool.AskAsync(Misbehaviour.None, Other, $"mail {i}");
        Assert.Contains(bombs, bomb => !bomb.IsCompleted);
        await Task.WhenAll(bombs);
    }

    [Fact]
    public async Task A_job_that_throws_fails_alone_and_says_nothing_of_the_mail()
    {
        await using var pool = new PoolUnderTest(options => options with { Workers = 1 });
        var before = await pool.AskAsync(Misbehaviour.None);
        Assert.Equal(RenderProblem.Failed, await pool.FailAsync(Misbehaviour.Throw));
        Assert.Equal(RenderProblem.Failed, await pool.FailAsync(Misbehaviour.SayTooMuch));
        Assert.Equal(before.Process, (await pool.AskAsync(Misbehaviour.None)).Process);
        Assert.DoesNotContain(pool.Log.All, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_killed_from_outside_is_replaced_and_its_job_done()
    {
        await using var pool = new PoolUnderTest(options => options with { Workers = 1 });
        var first = await pool.AskAsync(Misbehaviour.None);
        using (var worker = Process.GetProcessById(first.Process)) worker.Kill();
        Assert.NotEqual(first.Process, (await pool.AskAsync(Misbehaviour.None)).Process);
    }

    [Fact]
    public async Task A_worker_is_replaced_after_its_share_of_jobs()
    {
        await using var pool = new PoolUnderTest(options => options with { Workers = 1, JobsPerWorker = 2 });
        var workers = new List<int>();
        for (var i = 0; i < 4; i++) workers.Add((await pool.AskAsync(Misbehaviour.None)).Process);
        Assert.Equal(workers[0], workers[1]);
        Assert.NotEqual(workers[1], workers[2]);
        Assert.Equal(workers[2], workers[3]);
    }

    [Fact]
    public async Task A_worker_inherits_no_settings()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__Canary", "Password=canary");
        await using var pool = new PoolUnderTest();
        var names = (await pool.AskAsync(Misbehaviour.None)).Environment;
        Assert.Contains("DOTNET_GCHeapHardLimit", names);
        Assert.All(names, name => Assert.True(name is "PATH" or "LD_LIBRARY_PATH" || name.StartsWith("DOTNET_", StringComparison.Ordinal), name));
    }

    [Fact]
    public async Task Workers_end_with_the_pool()
    {
        int worker;
        await using (var pool = new PoolUnderTest()) worker = (await pool.AskAsync(Misbehaviour.None)).Process;
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(worker));
    }

    [Fact]
    public async Task A_worker_whose_parent_has_gone_ends_in_the_middle_of_its_job()
    {
        var command = new RenderCommand("dotnet", [typeof(HostileJobs).Assembly.Location]);
        using var worker = Process.Start(new ProcessStartInfo(command.FileName, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var ready = await RenderFrame.ReadAsync(worker.StandardOutput.BaseStream, TestContext.Current.CancellationToken);
        await HostileJobs.Misbehave.Ask(new(Misbehaviour.Loop), default).WriteAsync(worker.StandardInput.BaseStream, TestContext.Current.CancellationToken);
        worker.StandardInput.Close();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RenderWorker.Ready, ready.Word);
    }

    [Fact]
    public async Task Without_a_program_to_start_jobs_fail_and_nothing_hangs()
    {
        await using var pool = new PoolUnderTest(options => options with { Command = new("/nowhere/webmail", []) });
        Assert.Equal(RenderProblem.Busy, await pool.FailAsync(Misbehaviour.None));
        Assert.Contains(pool.Log.All, line => line.Contains("/nowhere/webmail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task This_program_cleans_html_as_its_own_worker()
    {
        await using var pool = new PoolUnderTest(options => options with { Command = RenderCommand.Own() });
        var rules = new CleanRequest(
            new Dictionary<string, string> { ["https://a.test/1.png"] = "https://mail.test/images/t" }, new Dictionary<string, string> { ["logo@x"] = "data:image/gif;base64,R0lGODlhAQABAAAAACw=" });
        var html = "<p onclick=x>é 😀<img src='https://a.test/1.png'><img src='cid:LOGO%40x'><img src=//b.test/2.png><script>x</script>";
        var (clean, used) = await new HtmlCleaning(pool.Pool).CleanAsync(html, rules, Victim, TestContext.Current.CancellationToken);
        Assert.Equal(
            "<div class=\"mail-html\"><p>é 😀<img src=\"https://mail.test/images/t\"><img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\"><img data-blocked=\"\"></p></div>", clean.Html.ToString());
        Assert.Equal(["https://a.test/1.png", "https://b.test/2.png"], clean.RemoteAddresses);
        Assert.Equal((2, true, CleaningRefusal.None), (clean.RemoteImages, clean.Dangerous, clean.Refusal));
        Assert.Equal(["logo@x"], used);
    }

    [Fact]
    public async Task Selectors_that_take_for_ever_end_a_worker_and_not_the_program_that_writes_an_answer()
    {
        await using var pool = new PoolUnderTest(options => options with { Command = RenderCommand.Own() });
        var nested = string.Concat(Enumerable.Repeat("<div>", 100));
        var strict = await new HtmlCleaning(pool.Pool).StrictAsync($"<style>b {string.Concat(Enumerable.Repeat("div ", 30))}p {{ color: red }}</style>{nested}<p>x", [], Victim, TestContext.Current.CancellationToken);
        Assert.Equal((CleaningRefusal.TooSlow, ""), (strict.Refusal, strict.Html.ToString()));
    }
}
