using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Sending;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>An application that is killed again and again, on roads that can be stopped, and a few people who all write to Bob at the same time.</summary>
sealed class CrashHouse : IAsyncDisposable
{
    const int People = 4;
    OutboxLines? outbox;

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

    /// <param name="whole">The application with its pages; otherwise its outbox alone, which costs a third as much to start.</param>
    /// <param name="endsAt">Name of the failpoint at which it is killed; empty for none.</param>
    public void Start(bool whole, string endsAt = "")
    {
        outbox = whole ? null : App.StartOutbox(endsAt);
        if (whole) App.Start(endsAt);
    }

    /// <summary>Kills it, unless it is dead, and hears what it still had said.</summary>
    public async Task KillAsync()
    {
        await App.KillAsync();
        if (outbox is null) return;
        await outbox.EndedAsync();
        foreach (var writer in Writers) writer.Listen(outbox);
    }

    /// <summary>Everybody presses Send for whatever has not been acknowledged.</summary>
    public Task PressSendAsync() => Task.WhenAll(Writers.Select(writer => outbox is null ? writer.PressSendAsync() : writer.PressSendAsync(outbox)));

    /// <summary>False when it has ended before it could be asked anything: what the last one left may bring this one to its failpoint at once.</summary>
    public Task<bool> ReadyOrEndedAsync() => outbox is null ? App.ReadyOrEndedAsync() : Task.FromResult(!App.HasExited);

    /// <summary>What was on the roads when the process died never arrives, and no connection of its time meets what is laid for those of the next.</summary>
    public async Task ClearRoadsAsync()
    {
        foreach (var road in new[] { Smtp, Imap })
        {
            road.Cut();
            road.Pass();
            for (var tries = 0; tries < 2400 && road.Open > 0; tries++) await Task.Delay(25);
            Assert.Equal(0, road.Open);
        }
    }

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
