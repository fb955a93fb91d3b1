using System.Diagnostics.CodeAnalysis;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.Security;

namespace Webmail.Pages.Mail;

/// <summary>The folders of another account of the same person, which messages can go to as well.</summary>
/// <param name="Mailboxes">Null when the account does not open just now.</param>
public sealed record OtherTargets(MailAccount Account, IReadOnlyList<Mailbox>? Mailboxes)
{
    /// <summary>A menu waits no longer for an account that does not answer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>A folder of it in a form.</summary>
    public string Value(Mailbox mailbox) => $"{Account.Id}/{MailboxPath.Encode(mailbox.Name)}";

    public static bool TryRead(string? value, [NotNullWhen(true)] out string? account, out string mailbox)
    {
        (account, mailbox) = (null, "");
        if (value?.Split('/') is not [{ Length: > 0 } id, var path] || !MailboxPath.TryDecode(path, out mailbox)) return false;
        account = id;
        return true;
    }

    /// <param name="but">The account that the messages are in.</param>
    public static async Task<IReadOnlyList<OtherTargets>> ReadAsync(MailStores stores, CurrentPerson me, string but, CancellationToken cancel)
    {
        List<Task<OtherTargets>> asked = [];
        foreach (var account in await stores.OfAsync(me.Id, cancel))
            if (account.Id != but) asked.Add(AskAsync(account, await OpenAsync(stores, me, account.Id, cancel), cancel));
        return await Task.WhenAll(asked);
    }

    static async Task<IMailStore?> OpenAsync(MailStores stores, CurrentPerson me, string account, CancellationToken cancel)
    {
        try
        {
            return (await stores.OpenAsync(me.Id, account, me.SessionSecret, cancel))?.Store;
        }
        catch (MailFailure)
        {
            return null;
        }
    }

    static async Task<OtherTargets> AskAsync(MailAccount account, IMailStore? store, CancellationToken cancel)
    {
        if (store is null) return new(account, null);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        try
        {
            return new(account, [.. SelectionView.Targets(await store.RecentMailboxesAsync(late.Token), "")]);
        }
        catch (Exception e) when (e is MailFailure || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new(account, null);
        }
    }
}
