using MimeKit;
using Webmail.Mail.Stores;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Mail.Reading;

/// <summary>A whole message in memory, never written anywhere: what was inside an encrypted one, or a small one that came in one piece. Its parts are read as those of any message.</summary>
public sealed class MessageInMemory : IParts
{
    readonly ReadOnlyMemory<byte> bytes;
    readonly PartSpan root;

    MessageInMemory(byte[] bytes, PartSpan root, HeaderList headers) => (this.bytes, this.root, Headers, Structure) = (bytes, root, headers, PartSpans.From(root));

    public MessagePart Structure { get; }
    public HeaderList Headers { get; }
    public int Length => bytes.Length;

    /// <summary>Null when it cannot be taken apart (A40, A41).</summary>
    public static MessageInMemory? Read(byte[] entity, CancellationToken cancel)
    {
        using var stream = new MemoryStream(entity, writable: false);
        var structure = StructureReader.Read(stream, cancel);
        return structure.Root is { } root ? new MessageInMemory(entity, root, structure.Headers) : null;
    }

    /// <summary>Whether it has this part, by all that another who took the message apart says of it.</summary>
    public bool Holds(MessagePart part) =>
        Structure.SelfAndDescendants().Any(mine => mine.Specifier == part.Specifier && mine.MediaType == part.MediaType && mine.Octets == part.Octets && Encoding(mine) == Encoding(part));

    /// <summary>RFC 2045 §6.1: 7bit when it says none.</summary>
    static string Encoding(MessagePart part) => part.Encoding.Length > 0 ? part.Encoding : "7bit";

    public async Task<PartContent> ReadPartAsync(string mailbox, MessageKey key, MessagePart part, int limit, CancellationToken cancel)
    {
        if (PartSpans.Find(root, part.Specifier) is not var (from, to)) throw new MailFailure(FailureKind.MessageGone);
        using var content = new LimitedBuffer(limit);
        await using (var decoded = TransferEncodings.Decoder(part.Encoding, content))
        {
            await decoded.WriteAsync(bytes[(int)from..(int)to], cancel);
            await decoded.FlushAsync(cancel);
        }
        return new PartContent(content.Content.ToArray(), content.IsFull);
    }

    /// <summary>Octets of a part as they stand, with its header: what a signature covers.</summary>
    public byte[] Raw(MessagePart part) =>
        PartSpans.Find(root, $"{part.Specifier}.MIME") is var (from, _) && PartSpans.Find(root, part.Specifier) is var (_, to) ? bytes[(int)from..(int)to].ToArray() : [];
}
