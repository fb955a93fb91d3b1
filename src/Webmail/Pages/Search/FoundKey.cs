using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Search;

/// <summary>A message that was found, named for all of a person's accounts: <c>account/mailbox/key</c>.</summary>
public readonly record struct FoundKey(string Account, string Mailbox, MessageKey Key)
{
    public override string ToString() => $"{Account}/{MailboxPath.Encode(Mailbox)}/{Key}";

    /// <summary>Of its row.</summary>
    public DomId RowId => new($"found-{Account}-{MailboxPath.Encode(Mailbox)}-{Key}");

    public static bool TryParse(string? text, out FoundKey found)
    {
        found = default;
        if (text?.Split('/') is not [{ Length: > 0 } account, var path, var message]) return false;
        if (!MailboxPath.TryDecode(path, out var mailbox) || !MessageKey.TryParse(message, out var key)) return false;
        found = new(account, mailbox, key);
        return true;
    }
}
