using Webmail.Mail.Sealing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>Where the words and files of a message that is answered or forwarded come from: the message, or what lay in it once it was opened.</summary>
/// <param name="Seal">Null when it is not wrapped.</param>
public sealed record SourceParts(IParts Parts, MessagePart? Structure, OpenedSeal? Seal)
{
    /// <summary>Opens a message that is wrapped as a whole, with the keys of this session; null for every other.</summary>
    public delegate Task<OpenedSeal?> Open(IMailStore store, string mailbox, OpenedMessage message);

    public bool IsInside => Seal?.Inner is not null;

    public static async Task<SourceParts> OfAsync(IMailStore store, string mailbox, OpenedMessage message, Open open)
    {
        var seal = await open(store, mailbox, message);
        return seal?.Inner is { } inner ? new(inner, inner.Structure, seal) : new(store, message.Structure, seal);
    }

    public async Task CopyAsync(string mailbox, MessageKey key, MessagePart part, Stream destination, CancellationToken cancel)
    {
        if (Parts is IMailStore store) await store.CopyPartAsync(mailbox, key, part, destination, cancel);
        else await destination.WriteAsync((await Parts.ReadPartAsync(mailbox, key, part, Seal!.Inner!.Length, cancel)).Bytes, cancel);
    }
}
