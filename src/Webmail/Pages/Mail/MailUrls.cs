using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>Addresses of one account's pages (design.md, stable hooks). Written by hand: a list page holds a hundred of them.</summary>
public sealed record MailUrls(string PathBase, string Account)
{
    string Root { get; } = $"{PathBase}/mail/{Account}/";

    public string Mailbox(string mailbox) => Root + MailboxPath.Encode(mailbox);
    public string Message(string mailbox, MessageKey key) => $"{Mailbox(mailbox)}/{key}";
    public string Body(string mailbox, MessageKey key, bool images) => $"{Message(mailbox, key)}/body{(images ? "?images=1" : "")}";
    public string Part(string mailbox, MessageKey key, string specifier) => $"{Message(mailbox, key)}/parts/{specifier}";
    public string Source(string mailbox, MessageKey key) => $"{Message(mailbox, key)}/source";
    public string Flags(string mailbox) => $"{Mailbox(mailbox)}/flags";
    public string Moves(string mailbox) => $"{Mailbox(mailbox)}/moves";

    public string Older(MessagePage page) => $"{Mailbox(page.Mailbox)}?older={page.Envelopes[^1].Key}&at={page.First}";
    public string Newer(MessagePage page) => $"{Mailbox(page.Mailbox)}?newer={page.Envelopes[0].Key}&at={page.Last}";
}
