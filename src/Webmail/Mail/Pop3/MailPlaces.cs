using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;

namespace Webmail.Mail.Pop3;

/// <summary>An account and where its mail is.</summary>
/// <param name="Provider">The host that the mail is read on or comes from; empty when it comes from no server.</param>
public sealed record MailPlace(MailAccount Account, Whereabouts Mail, string Provider)
{
    /// <summary>The account that what is collected is put into; null when that is this one.</summary>
    public MailAccount? Target { get; init; }

    /// <summary>Where a session that broke off may have put something before another place was chosen: the next one looks there first.</summary>
    public IReadOnlyList<(MailAccount Account, string Mailbox)> InDoubt { get; init; } = [];

    /// <summary>The label that is put on what is collected, as its person calls it; empty for none.</summary>
    public string Label { get; init; } = "";

    /// <summary>When this database was last backed up; null when it never was, as far as it knows.</summary>
    public DateTimeOffset? LastBackup { get; init; }
}

/// <summary>Finds out where the mail of a person's accounts is. Someone else's account is not there.</summary>
public sealed class MailPlaces(WebmailDb db, MailStores stores, Pop3Logins logins, LabelBook labels)
{
    public async Task<MailPlace?> FindAsync(Guid personId, string accountId, CancellationToken cancel)
    {
        var accounts = await stores.OfAsync(personId, cancel);
        if (accounts.FirstOrDefault(row => row.Id == accountId) is not { } account) return null;
        var mail = await Whereabouts.OfAsync(db, account, cancel);
        return new MailPlace(account, mail, ProviderOf(account))
        {
            Target = accounts.FirstOrDefault(row => row.Id == mail.Source?.TargetAccountId), InDoubt = [.. InDoubt(mail.Source, accounts)], Label = await LabelAsync(personId, mail.Source, cancel), LastBackup = await BackupRecord.LastAsync(db, cancel),
        };
    }

    static IEnumerable<(MailAccount Account, string Mailbox)> InDoubt(Pop3Source? source, IReadOnlyList<MailAccount> accounts) =>
        from place in source?.Doubtful ?? []
        where place != new Pop3Place(source!.TargetAccountId ?? "", source.TargetMailbox)
        join account in accounts on place.AccountId equals account.Id
        select (account, place.Mailbox);

    async Task<string> LabelAsync(Guid personId, Pop3Source? source, CancellationToken cancel) => source is not { TargetKeyword.Length: > 0 } ? ""
        : (await labels.OfAsync(personId, source.TargetAccountId ?? source.AccountId, cancel)).Named(source.TargetKeyword)?.Name ?? "";

    string ProviderOf(MailAccount account) =>
        account.KeptHere ? account.Pop3.Length > 0 ? logins.HostOf(account) : "" : stores.ServersOf(account).Incoming?.Host ?? "";
}
