using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>What may be sent as a mailbox name: no control characters, nothing empty, nothing endless.</summary>
internal static class MailboxNames
{
    const int Longest = 1000;

    /// <exception cref="MailFailure">MailboxGone: no mailbox has such a name, so nothing goes on the wire.</exception>
    public static void Check(string name)
    {
        if (name.Length is 0 or > Longest || name.Any(char.IsControl)) throw new MailFailure(FailureKind.MailboxGone);
    }
}
