using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Bench.Seeding;

/// <summary>An INBOX on a mail server, read without HTTP: by the store that the application makes for a request, over its pool.</summary>
sealed class ServedInbox : IAsyncDisposable
{
    const int Page = 50;

    readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly ImapSessions sessions;
    readonly MailLogin login;

    /// <param name="port">Of IMAP without encryption, on this machine.</param>
    public ServedInbox(int port, Mailbox mailbox)
    {
        sessions = new ImapSessions(new ImapPoolOptions(), TimeProvider.System, NullLogger<ImapSessions>.Instance, services.GetRequiredService<IMeterFactory>());
        login = new MailLogin(Guid.NewGuid(), mailbox.Address, 1, new ServerAddress(MailProtocol.Imap, "127.0.0.1", port, Encryption.None), mailbox.Address, new Secret(mailbox.Password));
    }

    /// <summary>Shows the list that a message is the newest of, as whoever opens it has just seen it.</summary>
    public async Task ShowAsync(MessageKey key)
    {
        var page = await Store().PageAsync("INBOX", new PageRequest(PageSide.Older, key with { Uid = key.Uid + 1 }, Page) { At = (int)key.Uid + 1 }, default);
        if (page.Envelopes[0].Key != key) throw new InvalidOperationException($"{key} is not in its list.");
    }

    public Task OpenAsync(MessageKey key) => Store().OpenPlainAsync(key);

    ImapStore Store() => new(sessions, login, ChosenRoles.None);

    public async ValueTask DisposeAsync()
    {
        await sessions.DisposeAsync();
        await services.DisposeAsync();
    }
}
