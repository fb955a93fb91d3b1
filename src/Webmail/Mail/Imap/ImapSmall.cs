using MailKit;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Mail.Imap;

/// <summary>A small message, all of it in one command: its header, its text, and what lies in it.</summary>
internal static class ImapSmall
{
    const int MostParts = 96 << 10;
    const int MostOctets = 128 << 10;

    public static bool Is(MessagePart structure) => structure.SelfAndDescendants().Sum(part => part.Children.Count == 0 ? part.Octets : 0) <= MostParts;

    /// <returns>Null when it is larger than it said, cannot be taken apart, or this connection has not heard of it yet.</returns>
    public static async Task<MessageInMemory?> FetchAsync(ImapSession session, MessageKey key, CancellationToken cancel)
    {
        session.Expect(key);
        try
        {
            await using var stream = await session.Folder.GetStreamAsync(new UniqueId(key.Uid), 0, MostOctets, cancel);
            if (stream.Length >= MostOctets) return null;
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancel);
            return MessageInMemory.Read(bytes, cancel);
        }
        catch (MessageNotFoundException)
        {
            return null;
        }
    }
}
