using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Contacts;
using Webmail.Mail.Sealing;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>Brings the Drafts mailbox up to date every half minute while somebody writes, and at once when they stop; forgets what is long over.</summary>
public sealed partial class DraftKeeper(IServiceScopeFactory scopes, DraftSignal signal, KeysAtHand keys, TimeProvider time, ILogger<DraftKeeper> log) : BackgroundService
{
    static readonly TimeSpan Pace = TimeSpan.FromSeconds(30), OldSubmissions = TimeSpan.FromDays(30), Sweeps = TimeSpan.FromHours(1);

    DateTimeOffset sweptAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(Pace, stoppingToken);
                await RoundAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(e);
            }
        }
    }

    async Task RoundAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebmailDb>();
        var sending = db.Set<Submission>().Where(row => row.State != SubmissionState.Cancelled && row.State != SubmissionState.Rejected);
        var changed = await db.Set<Draft>().AsNoTracking().Include(draft => draft.Files)
            .Where(draft => draft.DiscardedAt == null ? draft.Revision > draft.FiledRevision : draft.FiledRevision >= 0)
            .Where(draft => !sending.Any(row => row.PersonId == draft.PersonId && row.DraftId == draft.Id && row.DraftRevision >= draft.Revision)).OrderBy(draft => draft.UpdatedAt).Take(200).ToListAsync(cancel);
        // After a restart nobody's key is at hand: the next request of its person brings it.
        foreach (var account in changed.Select(draft => draft.AccountId).Distinct()) keys.Want(account);
        foreach (var account in changed.GroupBy(draft => draft.AccountId)) await ServeAsync(scope.ServiceProvider, account.Key, [.. account], cancel);
        await ForgetAsync(db, cancel);
    }

    async Task ServeAsync(IServiceProvider services, string accountId, IReadOnlyList<Draft> drafts, CancellationToken cancel)
    {
        try
        {
            if (await services.GetRequiredService<MailStores>().OpenAsync(drafts[0].PersonId, accountId, keys.Find(accountId), cancel) is not { } opened) return;
            var senders = await services.GetRequiredService<Identities>().OfAsync(opened.Account.PersonId, [opened.Account], cancel);
            var filing = new DraftFiling(services.GetRequiredService<WebmailDb>(), opened.Store, services.GetRequiredService<LetterSealing>(), time);
            foreach (var draft in drafts)
            {
                if (draft.DiscardedAt is not null) await filing.RemoveAsync(draft, cancel);
                else await filing.FileAsync(draft, senders.Of(draft), cancel);
            }
        }
        catch (MailFailure)
        {
            // Nobody is signed in, or the server is away: the draft is safe here, and the next round comes.
        }
    }

    async Task ForgetAsync(WebmailDb db, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (regret, old) = ((now - Drafts.Regret).ToUnixTimeMilliseconds(), (now - OldSubmissions).ToUnixTimeMilliseconds());
        var gone = await db.Set<Draft>().AsNoTracking().Where(draft => draft.DiscardedAt < regret).Select(draft => new { draft.PersonId, draft.Id }).Take(100).ToListAsync(cancel);
        foreach (var draft in gone) await Drafts.RemoveAsync(db, draft.PersonId, draft.Id, cancel);
        await Identities.ForgetAsync(db, now, cancel);
        await Templates.ForgetAsync(db, now, cancel);
        await SignaturePictures.SweepAsync(db, now, cancel);
        await Uploads.SweepAsync(db, now, cancel);
        await AddressBook.ForgetAsync(db, now, cancel);
        await db.Set<Submission>().Where(row => (row.State == SubmissionState.Done || row.State == SubmissionState.Cancelled) && row.CreatedAt < old).ExecuteDeleteAsync(cancel);
        // They are rare, and to find that there are none takes a look at all.
        if (now - sweptAt < Sweeps) return;
        await Blobs.SweepAsync(db, cancel);
        sweptAt = now;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Drafts could not be filed")]
    partial void LogRoundFailed(Exception exception);
}
