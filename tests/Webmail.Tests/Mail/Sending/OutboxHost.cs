using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webmail.Data;
using Webmail.Hosting;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Imap;
using Webmail.Mail.Local;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;

namespace Webmail.Tests.Mail.Sending;

/// <summary>
/// The application's outbox and nothing else of it, in a process that is cheap to start and so can die often: the services that it wires, on the database it left.
/// What a page would be asked comes in lines, and each is answered by the line's id once it is taken.
/// </summary>
static class OutboxHost
{
    /// <summary>Names the mode in which the process begins; see <see cref="StartupHook"/>.</summary>
    public const string Variable = "WEBMAIL_TEST_OUTBOX";

    public static string Line(Guid id, string account, string to, string subject) => string.Join('\t', id, account, to, subject);

    public static async Task RunAsync()
    {
        await using var services = Wire().BuildServiceProvider();
        await services.GetServices<IHostedService>().OfType<OutboxWorker>().Single().StartAsync(default);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            try
            {
                await EnqueueAsync(services, line.Split('\t'));
            }
            catch (System.Data.Common.DbException busy)
            {
                // A page would say so, and be asked again.
                await Console.Error.WriteLineAsync($"{busy}");
            }
        }
    }

    static IServiceCollection Wire()
    {
        var settings = WebmailSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        return new ServiceCollection().AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error)).AddMetrics()
            // Nobody here signs in at a provider.
            .AddSingleton<AskProvider>((_, _, _) => throw new NotSupportedException())
            .AddWebmailData(settings.Database)
            .AddMailAccounts(settings.MasterKey.Load(), settings.Options.Servers, settings.Options.OAuth)
            .AddImap(settings.Options.Servers, settings.Options.MailConnections)
            .AddLocalMail(settings.Options.LocalQuotaMegabytes)
            .AddSending(settings.Options.UploadMegabytes, settings.Options.AllUploadsMegabytes);
    }

    /// <summary>As the composer's page does with the same form (a draft that said something else would be another message): a press that is repeated is found by its client id.</summary>
    static async Task EnqueueAsync(IServiceProvider services, string[] asked)
    {
        await using var scope = services.CreateAsyncScope();
        var (id, address) = (Guid.Parse(asked[0]), asked[1]);
        var account = await scope.ServiceProvider.GetRequiredService<WebmailDb>().Set<MailAccount>().AsNoTracking().SingleAsync(row => row.Id == address);
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox>();
        if (await outbox.FindAsync(account.PersonId, $"{id}:0", default) is null)
        {
            var draft = new Draft { PersonId = account.PersonId, Id = id, AccountId = account.Id, To = asked[2], Subject = asked[3], Body = $"This is {asked[3]}.", CreatedAt = 1 };
            var (kept, _) = await scope.ServiceProvider.GetRequiredService<Drafts>().KeepAsync(draft, default);
            var from = new Identity { Id = Guid.Empty, PersonId = account.PersonId, AccountId = account.Id, Name = "Ann Weaver", Address = account.Address };
            await outbox.EnqueueAsync(new SendOrder(kept, from, $"{id}:0", TimeSpan.Zero), default, default);
        }
        await Console.Out.WriteLineAsync($"{id}");
    }
}
