using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>Where a message comes from, in words: who, what was checked, which way it took, and every line of its header. Its short form is a note in the reader.</summary>
public sealed class SenderModel(MailPageContext context, TrustReader trust) : MailPage(context)
{
    /// <summary>The frame of the reader that tells of a sender never heard of.</summary>
    public static readonly DomId Note = new("sender-note");
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public MessageTrust Trust { get; private set; } = null!;
    public OpenedMessage Message { get; private set; } = null!;
    public IReadOnlyList<ReceivedLine> Path { get; private set; } = [];
    public string Address => Trust.Sender?.ToString() ?? "";

    /// <summary>Messages of this sender in this folder; null when looking took too long.</summary>
    public int? Count { get; private set; }

    /// <summary>No other message in this folder, and never written to.</summary>
    public bool IsFirst { get; private set; }

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        Message = await Store.OpenAsync(MailboxName, key, cancel);
        Trust = await trust.ReadAsync(Opened, MailboxName, Message, cancel);
        if (Frame == Note.Value)
        {
            if (!await HeardOfAsync(key, cancel)) await LookBackAsync(cancel);
            return PartialOf("_SenderNote", this);
        }
        await LookBackAsync(cancel);
        Path = ReceivedLine.Path(Trust.Headers);
        return Page();
    }

    /// <summary>Known, or of whom another message is on the newest page: that is here already, while looking in the mailbox costs the server reading each From there is.</summary>
    async Task<bool> HeardOfAsync(MessageKey key, CancellationToken cancel)
    {
        if (Trust.KnowsSender || Trust.Sender is null) return true;
        var newest = await Store.PageAsync(MailboxName, PageRequest.Newest, cancel);
        return newest.Envelopes.Any(envelope => envelope.Key != key && envelope.From.Any(from => string.Equals(from.Address, Address, StringComparison.OrdinalIgnoreCase)));
    }

    async Task LookBackAsync(CancellationToken cancel)
    {
        if (Trust.Sender is null) return;
        Count = await CountAsync(MailboxName, SearchedField.From, cancel);
        if (Trust.KnowsSender || Count is not (0 or 1)) return;
        var mailboxes = await Store.RecentMailboxesAsync(cancel);
        var here = mailboxes.FirstOrDefault(mailbox => mailbox.Name == MailboxName)?.Role;
        if (here is MailboxRole.Sent or MailboxRole.Drafts or MailboxRole.Junk) return;
        var sent = mailboxes.FirstOrDefault(mailbox => mailbox.Role == MailboxRole.Sent);
        IsFirst = sent is null || await CountAsync(sent.Name, SearchedField.To, cancel) == 0;
    }

    async Task<int?> CountAsync(string mailbox, SearchedField field, CancellationToken cancel)
    {
        try
        {
            var found = await Store.PageAsync(mailbox, new PageRequest(Size: 1) { Only = new MessageQuery.Text(field, Address, Exact: true), Patience = Patience }, cancel);
            return found.OnlyNewest is null ? found.Total : null;
        }
        catch (MailFailure)
        {
            return null;
        }
    }
}
