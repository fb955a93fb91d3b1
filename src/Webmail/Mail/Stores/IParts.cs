namespace Webmail.Mail.Stores;

/// <summary>Where the parts of a message are read from: a store, or a message that was encrypted and lies open in memory.</summary>
public interface IParts
{
    /// <summary>Decoded bytes of one part, at most <paramref name="limit"/> of them. Never marks the message as seen.</summary>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    Task<PartContent> ReadPartAsync(string mailbox, MessageKey key, MessagePart part, int limit, CancellationToken cancel);
}
