using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.MailServers;

namespace Webmail.Bench.Seeding;

/// <summary>An INBOX that is kept here, in a database of its own that is thrown away, read without HTTP: by the store that the application makes for a request.</summary>
sealed class KeptInbox : IAsyncDisposable
{
    readonly ServiceProvider services;
    readonly DirectoryInfo data = Directory.CreateTempSubdirectory("wb-");
    readonly string account = MailAccount.NewId();
    IReadOnlyList<MessageKey> keys = [];

    /// <param name="connection">Of PostgreSQL; null for SQLite.</param>
    KeptInbox(string? connection)
    {
        Database = DatabaseSettings.From(connection, data.FullName);
        services = new ServiceCollection().AddLogging(logs => logs.SetMinimumLevel(LogLevel.Warning)).AddSingleton(TimeProvider.System)
            .AddWebmailData(Database).AddLocalMail(quotaMegabytes: 0).BuildServiceProvider();
    }

    DatabaseSettings Database { get; }

    /// <param name="messages">What is in it, with UIDs from 1.</param>
    /// <param name="times">So often, the copies without bytes.</param>
    public static async Task<KeptInbox> NewAsync(string? connection, IReadOnlyList<StoredMessage> messages, int times)
    {
        var inbox = new KeptInbox(connection);
        foreach (var migrator in inbox.services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await migrator.StartingAsync(default);
        await inbox.FillAsync(messages);
        await using var kept = new KeptMail(inbox.Database);
        await kept.MultiplyAsync(inbox.keys[0].Validity, messages.Count, times);
        return inbox;
    }

    async Task FillAsync(IReadOnlyList<StoredMessage> messages)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebmailDb>();
        var person = Guid.NewGuid();
        db.Add(new Person { Id = person, UserName = account, NormalizedUserName = account });
        db.Add(new MailAccount { Id = account, PersonId = person, Address = "kept@example.test", Imap = "", UserName = account, CreatedAt = 1 });
        await db.SaveChangesAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var arrivals = new List<LocalArrival>();
        foreach (var message in messages)
            arrivals.Add(new(await LocalLetter.ReadAsync(new MemoryStream(message.Bytes), default), MessageFlags.None, message.Received ?? DateTimeOffset.UnixEpoch));
        keys = await services.GetRequiredService<LocalDelivery>().DeliverAsync(db, account, "INBOX", arrivals, default);
        await transaction.CommitAsync();
    }

    /// <param name="at">Counted from 0.</param>
    public Task OpenAsync(int at) => new LocalStore(services.GetRequiredService<LocalMail>(), account, ChosenRoles.None).OpenPlainAsync(keys[at]);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        data.Delete(recursive: true);
    }
}
