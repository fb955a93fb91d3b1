using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// What the person may do in mailboxes, by MYRIGHTS (RFC 4314 §3.5): so that what must fail is not sent. Remembered by each connection for minutes; a refusal
/// is never given from memory.
/// </summary>
internal sealed class ImapRights(ImapSession session, TimeProvider time)
{
    static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    readonly Dictionary<string, (MailboxRights Rights, long At)> known = new(StringComparer.Ordinal);

    /// <exception cref="MailFailure">ReadOnly: nothing was sent.</exception>
    public async Task ExpectAsync(IMailFolder folder, MailboxRights wanted, CancellationToken cancel)
    {
        if (known.TryGetValue(folder.FullName, out var remembered) && time.GetElapsedTime(remembered.At) < Life && remembered.Rights.HasFlag(wanted)) return;
        if (!(await OfAsync(folder, cancel)).HasFlag(wanted)) throw new MailFailure(FailureKind.ReadOnly);
    }

    public async Task<MailboxRights> OfAsync(IMailFolder folder, CancellationToken cancel)
    {
        var rights = await AskAsync(folder, cancel);
        known[folder.FullName] = (rights, time.GetTimestamp());
        return rights;
    }

    async Task<MailboxRights> AskAsync(IMailFolder folder, CancellationToken cancel)
    {
        if (!session.Offers(ImapCapabilities.Acl)) return MailboxRights.All;
        try
        {
            return From((await folder.GetMyAccessRightsAsync(cancel)).ToString());
        }
        catch (CommandException)
        {
            // It will not say: the command itself will tell.
            return MailboxRights.All;
        }
    }

    /// <summary>RFC 4314 §2.1.1: servers of RFC 2086 say <c>c</c> and <c>d</c> for what was divided later.</summary>
    internal static MailboxRights From(string letters)
    {
        var rights = MailboxRights.None;
        if (letters.Contains('s', StringComparison.Ordinal)) rights |= MailboxRights.MarkSeen;
        if (letters.Contains('w', StringComparison.Ordinal)) rights |= MailboxRights.Flag;
        if (letters.Contains('i', StringComparison.Ordinal)) rights |= MailboxRights.Insert;
        if (letters.Contains('k', StringComparison.Ordinal) || letters.Contains('c', StringComparison.Ordinal)) rights |= MailboxRights.CreateInside;
        if (letters.Contains('x', StringComparison.Ordinal) || letters.Contains('c', StringComparison.Ordinal)) rights |= MailboxRights.Remove;
        if (letters.Contains('d', StringComparison.Ordinal) || (letters.Contains('t', StringComparison.Ordinal) && letters.Contains('e', StringComparison.Ordinal))) rights |= MailboxRights.TakeOut;
        return rights;
    }
}
