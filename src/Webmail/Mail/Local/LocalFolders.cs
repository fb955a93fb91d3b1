using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>The mailboxes of an account that is kept here.</summary>
static class LocalFolders
{
    static readonly MailboxRole[] Usual = [MailboxRole.Inbox, MailboxRole.Drafts, MailboxRole.Sent, MailboxRole.Archive, MailboxRole.Junk, MailboxRole.Trash];

    /// <summary>Makes the mailboxes that every account has, unless it has some.</summary>
    public static async Task PrepareAsync(WebmailDb db, string accountId, CancellationToken cancel)
    {
        if (await db.Set<LocalMailbox>().AnyAsync(mailbox => mailbox.AccountId == accountId, cancel)) return;
        var made = Usual.Select(role => new LocalMailbox { AccountId = accountId, Name = role == MailboxRole.Inbox ? "INBOX" : role.ToString(), Role = role }).ToList();
        db.AddRange(made);
        await db.SaveChangesAsync(cancel);
        foreach (var mailbox in made) db.Entry(mailbox).State = EntityState.Detached;
    }
}
