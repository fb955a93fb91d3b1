using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>Somebody who is signed in and sends, seen from the application's own services.</summary>
sealed class OutboxDesk(WebmailApp app, MailPerson person, Browser browser, MailAccount account) : IDisposable
{
    public MailPerson Person => person;
    public Browser Browser => browser;
    public MailAccount Account => account;
    public Identity Sender => new() { Id = Guid.Empty, PersonId = account.PersonId, AccountId = account.Id, Name = "Ann Weaver", Address = account.Address };
    public Secret SessionSecret => new(browser.Cookie("webmail-key")!);

    public static async Task<OutboxDesk> OpenAsync(WebmailApp app, MailPerson person)
    {
        var browser = await app.SignInAsync(person);
        return new OutboxDesk(app, person, browser, await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == person.Address)));
    }

    public Draft NewDraft(string to, string subject = "Hello", string body = "Hello there.\n\nAnn\n", string bcc = "") => new()
    {
        PersonId = account.PersonId, Id = Guid.CreateVersion7(), AccountId = account.Id, To = to, Bcc = bcc, Subject = subject, Body = body, CreatedAt = 1,
    };

    public async Task<Submission> SendAsync(Draft draft, TimeSpan hold = default, string? clientId = null) => await InScopeAsync(async services =>
    {
        var (kept, _) = await services.GetRequiredService<Drafts>().KeepAsync(draft, default);
        var order = new SendOrder(kept, Sender, clientId ?? $"{draft.Id}:0", hold);
        return await services.GetRequiredService<Outbox>().EnqueueAsync(order, SessionSecret, default);
    });

    public Task<Submission> SendAsync(string to, string subject = "Hello") => SendAsync(NewDraft(to, subject));

    /// <summary>Waits until the row is so. The worker is woken each time, as if its poll had come.</summary>
    /// <param name="pauses">The row's pauses pass at once, however many there are: the worker may just be writing down another one.</param>
    public async Task<Submission> UntilAsync(Guid id, Func<Submission, bool> so, bool pauses = false)
    {
        Submission? row = null;
        for (var tries = 0; tries < 1200; tries++)
        {
            row = await LookAsync(id);
            if (so(row)) return row;
            if (pauses && row.NotBefore - app.Clock.GetUtcNow().ToUnixTimeMilliseconds() is > 0 and < 86_400_000 and var left) app.Clock.Pass(TimeSpan.FromMilliseconds(left + 1));
            app.Services.GetRequiredService<OutboxSignal>().Raise();
            await Task.Delay(50);
        }
        Assert.Fail($"Still {row!.State}, attempt {row.Attempt}, due in {row.NotBefore - app.Clock.GetUtcNow().ToUnixTimeMilliseconds()} ms, {row.Problem}, {row.ServerReply}. {string.Join('\n', app.Log.All.Where(line => line.StartsWith("Error", StringComparison.Ordinal)))}");
        return row;
    }

    public Task<Submission> UntilAsync(Guid id, SubmissionState state, bool pauses = false) => UntilAsync(id, row => row.State == state, pauses);

    public Task<Submission> LookAsync(Guid id) => app.InDatabaseAsync(db => db.Set<Submission>().AsNoTracking().Include(row => row.Recipients).SingleAsync(row => row.Id == id));

    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<T> OutboxAsync<T>(Func<Outbox, Task<T>> work) => InScopeAsync(services => work(services.GetRequiredService<Outbox>()));

    public void Dispose() => browser.Dispose();
}
