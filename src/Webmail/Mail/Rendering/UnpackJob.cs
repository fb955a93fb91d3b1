using MimeKit;
using MimeKit.Tnef;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Rendering;

/// <summary>A file that Outlook packed a message into (winmail.dat, MS-OXTNEF); its bytes go beside it.</summary>
/// <param name="File">Which file is wanted, from 0; null for the list of them.</param>
public sealed record UnpackRequest(int? File = null);

/// <summary>What is in it. Names, types and words are the sender's; the bytes of a file that was asked for go beside it.</summary>
public sealed record UnpackReply(string Subject, string Words, IReadOnlyList<PackedFile> Files);

/// <param name="Name">As it was packed: see <see cref="Reading.FileNames"/>.</param>
/// <param name="Size">Octets.</param>
public sealed record PackedFile(string Name, string MediaType, long Size);

/// <summary>Unpacks: the worker's side. Readers of this format have looped and believed lengths that were lies (A45): here that ends a worker and nothing else.</summary>
static class UnpackJob
{
    const int MostFiles = 200, MostWords = 1 << 20;

    public static RenderReply<UnpackReply> Unpack(UnpackRequest request, ReadOnlyMemory<byte> bytes)
    {
        using var packed = new MemoryStream(bytes.ToArray(), writable: false);
        using var part = new TnefPart { Content = new MimeContent(packed) };
        using var message = part.ConvertToMessage();
        var files = message.BodyParts.OfType<MimePart>().Where(entity => !IsWords(entity)).Take(MostFiles).ToList();
        var words = message.TextBody ?? (message.HtmlBody is { } html ? VisibleText.Of(html) : files.Find(file => file.ContentType.IsMimeType("text", "rtf") && NameOf(file).Length == 0) is { } rtf ? new RtfText(Bytes(rtf), MostWords).Read() : "");
        var described = files.Select(file => new PackedFile(NameOf(file), file.ContentType.MimeType.ToLowerInvariant(), Bytes(file).Length)).ToList();
        var wanted = request.File is { } number && number >= 0 && number < files.Count ? Bytes(files[number]) : [];
        return new(new(message.Subject ?? "", words.Length > MostWords ? words[..MostWords] : words, described), wanted);
    }

    static bool IsWords(MimePart part) => part is TextPart { IsAttachment: false } text && (text.IsPlain || text.IsHtml) && NameOf(text).Length == 0;

    static string NameOf(MimePart part) => part.FileName ?? "";

    static byte[] Bytes(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        return content.ToArray();
    }
}
