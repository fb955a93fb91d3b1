using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>
/// The buttons of the reader that show and change the flags of a conversation. Each names only messages that it changes, so that Undo gives back exactly
/// what was: unread and the star go to the newest one.
/// </summary>
/// <param name="Here">Its messages in the mailbox, oldest first.</param>
public sealed record ConversationFlags(IReadOnlyList<Envelope> Here, string Mailbox, MailUrls Urls, FlagTool Shows = FlagTool.Both)
{
    public static ConversationFlags Of(ConversationView stack, MailUrls urls) => new([.. stack.Conversation.Here.Select(message => message.Envelope)], stack.Conversation.Mailbox, urls);

    public bool Unread => Here.Any(message => message.Unread);
    public bool Flagged => Here.Any(message => message.Flagged);
    public IEnumerable<MessageKey> Seen => Unread ? Here.Where(message => message.Unread).Select(message => message.Key) : [Here[^1].Key];
    public IEnumerable<MessageKey> Star => Flagged ? Here.Where(message => message.Flagged).Select(message => message.Key) : [Here[^1].Key];

    public DomId Id(FlagTool tool) => new($"conversation-{(tool == FlagTool.Seen ? "seen" : "star")}-{Here[^1].Key}");
}
