using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary>One message of the person who asks.</summary>
sealed record MessagePlace(OpenedAccount Account, string Mailbox, MessageKey Key)
{
    public IMailStore Store => Account.Store;
}

/// <summary>From the address of a message to its store. What is not this person's, or not an address, is not found.</summary>
sealed class MessageDoor(CurrentPerson me, MailStores stores)
{
    public CurrentPerson Me => me;

    /// <exception cref="MailFailure">The credential cannot be opened.</exception>
    public async Task<MessagePlace?> OpenAsync(string account, string mailbox, string message, CancellationToken cancel)
    {
        if (!me.IsSignedIn || !MailboxPath.TryDecode(mailbox, out var name) || !MessageKey.TryParse(message, out var key)) return null;
        return await stores.OpenAsync(me.Id, account, me.SessionSecret, cancel) is { } opened ? new(opened, name, key) : null;
    }
}
