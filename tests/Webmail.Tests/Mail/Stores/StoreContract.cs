using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Stores;

/// <summary>What pages rely on, whichever store they talk to. Each class of tests runs on a server and on both databases.</summary>
public interface IStoreKind
{
    Task<StoreUnderTest> NewAsync();
}

public sealed class OnImap(MailServerFixture mail) : IStoreKind
{
    public async Task<StoreUnderTest> NewAsync()
    {
        var (pool, person) = (new PoolUnderTest(), await mail.NewUserAsync());
        return new(pool.Store(person), (raw, mailbox, flags, received) => person.AppendAsync(raw, mailbox, ToMailKit(flags), received), pool.DisposeAsync);
    }

    static MailKit.MessageFlags ToMailKit(MessageFlags flags) =>
        Enum.GetValues<MessageFlags>().Where(flag => flag != MessageFlags.None && flags.HasFlag(flag)).Aggregate(MailKit.MessageFlags.None, (all, flag) => all | Enum.Parse<MailKit.MessageFlags>(flag.ToString()));
}

public sealed class OnSqlite(MailServerFixture mail, SharedApps shared) : IStoreKind
{
    public async Task<StoreUnderTest> NewAsync() => await Kept.NewAsync(await shared.SqliteAsync(mail.Server));
}

public sealed class OnPostgres(MailServerFixture mail, SharedApps shared) : IStoreKind
{
    public async Task<StoreUnderTest> NewAsync() => await Kept.NewAsync(await shared.PostgresAsync(mail.Server));
}

static class Kept
{
    public static async Task<StoreUnderTest> NewAsync(WebmailApp app)
    {
        var account = await KeptAccount.NewAsync(app);
        var store = new LocalStore(app.Services.GetRequiredService<LocalMail>(), account.Id, ChosenRoles.None);
        return new(store, (raw, mailbox, flags, received) => account.DeliverAsync(raw, mailbox, flags, received), () => ValueTask.CompletedTask);
    }
}
