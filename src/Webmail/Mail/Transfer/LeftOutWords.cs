using MimeKit;

namespace Webmail.Mail.Transfer;

/// <summary>What a file of messages says of those that are missing in it.</summary>
public sealed record LeftOutWords(string Subject, string Text)
{
    /// <summary>From nobody: this webmail has no address of its own.</summary>
    public MimeMessage ToMessage(DateTimeOffset date) => new([new MailboxAddress("Webmail", "MAILER-DAEMON")], [], Subject, new TextPart("plain") { Text = Text }) { Date = date };
}
