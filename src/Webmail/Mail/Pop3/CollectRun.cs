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
    List<Pop3Forwarding> earlier = [];
    bool openingTarget;

    /// <summary>What went wrong went wrong with the account that the mail is put into.</summary>
    public bool FailedAtTarget(MailFailure failure) => openingTarget || earlier.Exists(place => place.Failed) || elsewhere is not null && (failure.Kind == FailureKind.MailboxGone || elsewhere.Failed);

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
        earlier = await EarlierAsync(stopping);
        openingTarget = false;
        if (await services.GetRequiredService<Pop3Logins>().OpenAsync(source.PersonId, source.AccountId, keys.Find(source.AccountId), stopping) is not { } login) return null;
        var collector = ActivatorUtilities.CreateInstance<Pop3Collector>(services);
        (collector.Elsewhere, collector.Earlier, collector.Keyword) = (elsewhere, earlier, await KeywordAsync(stopping));
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
        return await OpenAsync(new Pop3Place(target, source.TargetMailbox), stopping) ?? throw new MailFailure(FailureKind.MailboxGone);
    }

    /// <summary>Where sessions that broke off may have put something before its person chose another place. An account that its person has removed is nobody's to look into.</summary>
    async Task<List<Pop3Forwarding>> EarlierAsync(CancellationToken stopping)
    {
        var places = new List<Pop3Forwarding>();
        foreach (var place in source.Doubtful)
            if (place != elsewhere?.Place && await OpenAsync(place, stopping) is { } opened) places.Add(opened);
        return places;
    }

    async Task<Pop3Forwarding?> OpenAsync(Pop3Place place, CancellationToken stopping) =>
        await services.GetRequiredService<MailStores>().OpenAsync(source.PersonId, place.AccountId, keys.Find(place.AccountId), stopping) is { } opened ? new Pop3Forwarding(place, opened.Store.InBulk) : null;

    /// <summary>Nothing, when its person has removed the label.</summary>
    async Task<string> KeywordAsync(CancellationToken stopping) => source.TargetKeyword.Length == 0 ? ""
        : (await services.GetRequiredService<LabelBook>().OfAsync(source.PersonId, source.TargetAccountId ?? source.AccountId, stopping)).Named(source.TargetKeyword)?.Keyword ?? "";
}
