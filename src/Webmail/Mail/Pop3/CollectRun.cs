using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keeping;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>Sessions with one source: with a mailbox that is collected over POP3, or with an IMAP account of which copies are kept.</summary>
sealed class CollectRun(IServiceProvider services, KeysAtHand keys, Pop3Source source)
{
    Pop3Forwarding? elsewhere;
    bool openingTarget;

    /// <summary>What went wrong went wrong with the account that the mail is put into.</summary>
    public bool FailedAtTarget(MailFailure failure) => openingTarget || elsewhere is not null && (failure.Kind == FailureKind.MailboxGone || elsewhere.Failed);

    /// <summary>What runs one session; null when there is no such account any more.</summary>
    /// <exception cref="MailFailure">The account, or the one that its mail is put into, does not open.</exception>
    public async Task<Func<Task<Pop3Outcome>>?> OpenAsync(CancellationToken stopping)
    {
        var account = await services.GetRequiredService<WebmailDb>().Set<MailAccount>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == source.AccountId, stopping);
        return account is null ? null : account.KeptHere ? await Pop3Async(stopping) : await CopyAsync(stopping);
    }

    async Task<Func<Task<Pop3Outcome>>?> Pop3Async(CancellationToken stopping)
    {
        openingTarget = true;
        elsewhere = await TargetAsync(stopping);
        openingTarget = false;
        if (await services.GetRequiredService<Pop3Logins>().OpenAsync(source.PersonId, source.AccountId, keys.Find(source.AccountId), stopping) is not { } login) return null;
        var collector = ActivatorUtilities.CreateInstance<Pop3Collector>(services);
        (collector.Elsewhere, collector.Keyword) = (elsewhere, await KeywordAsync(stopping));
        return () => collector.RunAsync(source, login, stopping);
    }

    async Task<Func<Task<Pop3Outcome>>?> CopyAsync(CancellationToken stopping)
    {
        var opened = await services.GetRequiredService<MailStores>().OpenAsync(source.PersonId, source.AccountId, keys.Find(source.AccountId), stopping);
        if (opened?.Store.InBulk is not KeepingStore store) return null;
        var collector = ActivatorUtilities.CreateInstance<CopyCollector>(services);
        return () => collector.RunAsync(source, store, stopping);
    }

    /// <summary>Null when it is kept here.</summary>
    async Task<Pop3Forwarding?> TargetAsync(CancellationToken stopping)
    {
        if (source.TargetAccountId is not { } target) return null;
        var opened = await services.GetRequiredService<MailStores>().OpenAsync(source.PersonId, target, keys.Find(target), stopping) ?? throw new MailFailure(FailureKind.MailboxGone);
        return new Pop3Forwarding(target, opened.Store.InBulk, source.TargetMailbox);
    }

    /// <summary>Nothing, when its person has removed the label.</summary>
    async Task<string> KeywordAsync(CancellationToken stopping) => source.TargetKeyword.Length == 0 ? ""
        : (await services.GetRequiredService<LabelBook>().OfAsync(source.PersonId, source.TargetAccountId ?? source.AccountId, stopping)).Named(source.TargetKeyword)?.Keyword ?? "";
}
