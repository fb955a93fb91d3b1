using Webmail.Mail.Writing;

namespace Webmail.Pages.Compose;

/// <summary>How a composer is opened: with nothing, with a <c>mailto:</c> link's words, from a message, or at a draft.</summary>
public sealed class ComposeQuery
{
    public string? Account { get; set; }
    public string? Back { get; set; }
    public Guid? Draft { get; set; }
    /// <summary>The draft of which this browser has words that may not have come here: then it need not be known.</summary>
    public Guid? Restore { get; set; }
    public DraftKind Kind { get; set; }
    /// <summary>Of the message: the mailbox as in its address (<see cref="Webmail.Mail.Stores.MailboxPath"/>), and its key.</summary>
    public string? Mailbox { get; set; }
    public string? Message { get; set; }
    public string? To { get; set; }
    /// <summary>Of contacts: everybody in it is written to.</summary>
    public Guid? Group { get; set; }
    public string? Cc { get; set; }
    public string? Bcc { get; set; }
    public string? Subject { get; set; }
    public string? Body { get; set; }
    /// <summary>A whole <c>mailto:</c> address, from a browser in which this webmail opens such links.</summary>
    public string? Mailto { get; set; }

    /// <summary>Message-ID with angle brackets of what it answers: only a link can say so.</summary>
    public string InReplyTo { get; private init; } = "";

    /// <summary>RFC 6068: who, and the header fields that are safe to fill in (§4). Never files, never who it is from; a plus is a plus (§5).</summary>
    public ComposeQuery Unfolded()
    {
        if (MailtoLink.Parse(Mailto ?? "") is not { Fields: var fields } link) return this;
        return new ComposeQuery
        {
            Account = Account, Back = Back, To = string.Join(", ", fields["to"].Prepend(Uri.UnescapeDataString(link.To)).Where(people => people.Length > 0)),
            Cc = string.Join(", ", fields["cc"]), Bcc = string.Join(", ", fields["bcc"]), Subject = fields["subject"].FirstOrDefault(), Body = string.Join('\n', fields["body"]),
            InReplyTo = MimeKit.Utils.MimeUtils.EnumerateReferences(fields["in-reply-to"].FirstOrDefault() ?? "").Select(id => $"<{id}>").FirstOrDefault(HeaderText.IsClean) ?? "",
        };
    }
}
