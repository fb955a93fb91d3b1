using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

/// <summary>
/// R11–R13: whatever we, another client and the administrator do to a mailbox, in whatever order, what we show is what the server says it has. Chance decides;
/// a seed repeats it.
/// </summary>
public sealed class MailboxModelTests : IAsyncLifetime
{
    const int Steps = 25;

    MailServer? server;

    public async ValueTask InitializeAsync() => server = await MailServer.StartNewAsync(new MailServerOptions { Format = MailFormat.Maildir });

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(""), InlineData("CONDSTORE QRESYNC"), InlineData("MOVE UIDPLUS ESEARCH LIST-STATUS CONDSTORE QRESYNC")]
    public async Task What_we_show_is_what_the_server_has(string lacking)
    {
        // The first two are the same each time.
        for (var run = 1; run <= LongRuns.Of(2); run++) await PlayAsync(run, lacking);
    }

    async Task PlayAsync(int seed, string lacking)
    {
        await using var proxy = new CutProxy(server!.Ports.Imap);
        if (lacking.Length > 0) proxy.Without(lacking.Split(' '));
        await using var pool = new PoolUnderTest();
        var person = await server.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 8), MailboxPlay.Box);
        using var play = await MailboxPlay.BeginAsync(person, pool.Store(person, proxy), seed);
        for (var step = 0; step < Steps; step++)
        {
            await play.StepAsync();
            var (ours, theirs) = (await play.OursAsync(), MailboxPlay.Theirs(person));
            Assert.True(ours.SequenceEqual(theirs), $"Seed {seed} without [{lacking}]: {play.Story}\nours   {string.Join(" | ", ours)}\ntheirs {string.Join(" | ", theirs)}");
        }
    }
}
