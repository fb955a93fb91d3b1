using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Sending;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>An application that is killed again and again, on roads that can be stopped, and a few people who all write to Bob at the same time.</summary>
sealed class CrashHouse : IAsyncDisposable
{
    const int People = 4;

    public required CutProxy Smtp { get; init; }
    public required CutProxy Imap { get; init; }
    public required ChildApp App { get; init; }
    public required MailPerson Bob { get; init; }
    public List<CrashWriter> Writers { get; } = [];

    public static async Task<CrashHouse> OpenAsync(MailServer server)
    {
        var (smtp, imap) = (new CutProxy(server.Ports.Submission), new CutProxy(server.Ports.Imap));
        var app = new ChildApp(new Dictionary<string, string>
        {
            ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Imap"] = $"imap+plain://127.0.0.1:{imap.Port}", ["Webmail__Servers__0__Smtp"] = $"smtp+plain://127.0.0.1:{smtp.Port}",
        });
        var house = new CrashHouse { Smtp = smtp, Imap = imap, App = app, Bob = await server.NewUserAsync("bob") };
        app.Start();
        await app.ReadyAsync();
        for (var number = 0; number < People; number++) house.Writers.Add(await CrashWriter.SignInAsync(app, await server.NewUserAsync("ann")));
        await app.KillAsync();
        return house;
    }

    /// <summary>Everybody presses Send for whatever has not been acknowledged.</summary>
    public Task PressSendAsync() => Task.WhenAll(Writers.Select(writer => writer.PressSendAsync()));

    /// <summary>Leases of one that was killed run out and pauses end, as if two minutes had passed. Never while one lives: its messages would be taken out of its hands.</summary>
    public async Task PassTimeAsync()
    {
        await App.InDatabaseAsync(db => db.Set<Submission>().ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, row => row.LeaseUntil - 120_000)));
        await EndPausesAsync();
    }

    /// <summary>What waits for another attempt is due.</summary>
    public Task EndPausesAsync()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        return App.InDatabaseAsync(db => db.Set<Submission>().Where(row => row.NotBefore > now && row.NotBefore < long.MaxValue).ExecuteUpdateAsync(set => set.SetProperty(row => row.NotBefore, now)));
    }

    public Task<List<Submission>> RowsAsync() => App.InDatabaseAsync(db => db.Set<Submission>().AsNoTracking().Include(row => row.Recipients).OrderBy(row => row.CreatedAt).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        Smtp.Pass();
        Imap.Pass();
        Writers.ForEach(writer => writer.Dispose());
        await App.DisposeAsync();
        await Smtp.DisposeAsync();
        await Imap.DisposeAsync();
    }
}
