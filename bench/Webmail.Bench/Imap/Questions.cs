namespace Webmail.Bench.Imap;

/// <summary>What is asked of the mail server, in the words of the wire: the same for the raw socket and for MailKit.</summary>
static class Questions
{
    public const string Row = "(UID FLAGS INTERNALDATE ENVELOPE BODYSTRUCTURE PREVIEW)";
    public const string Opened = "(UID FLAGS INTERNALDATE ENVELOPE BODYSTRUCTURE)";
}
