using MimeKit;
using Webmail.Mail.Local;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Mail.Sealing;

/// <summary>What was inside an encrypted or wrapped message, open in memory and never written anywhere. Its parts are read as those of any message.</summary>
public sealed class InnerMessage : IParts
{
    readonly ReadOnlyMemory<byte> bytes;
    readonly LocalPart root;

    InnerMessage(byte[] bytes, LocalPart root, HeaderList headers) => (this.bytes, this.root, Headers, Structure) = (bytes, root, headers, LocalParts.From(root));

    public MessagePart Structure { get; }
    public HeaderList Headers { get; }
    public int Length => bytes.Length;

    /// <summary>Null when it cannot be taken apart (A40, A41).</summary>
    public static InnerMessage? Read(byte[] entity, CancellationToken cancel)
    {
        using var stream = new MemoryStream(entity, writable: false);
        var structure = LocalStructure.Read(stream, cancel);
        return structure.Root is { } root ? new InnerMessage(entity, root, structure.Headers) : null;
    }

    public async Task<PartContent> ReadPartAsync(string mailbox, MessageKey key, MessagePart part, int limit, CancellationToken cancel)
    {
        if (LocalParts.Find(root, part.Specifier) is not var (from, to)) throw new MailFailure(FailureKind.MessageGone);
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
        LocalParts.Find(root, $"{part.Specifier}.MIME") is var (from, _) && LocalParts.Find(root, part.Specifier) is var (_, to) ? bytes[(int)from..(int)to].ToArray() : [];
}
