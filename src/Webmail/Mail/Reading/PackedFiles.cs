using Webmail.Mail.Rendering;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>What Outlook packs into <c>winmail.dat</c>, unpacked in a worker (A45).</summary>
public sealed class PackedFiles(RenderPool pool)
{
    const int MostOctets = 48 << 20;

    public static bool Is(Attachment file) =>
        file.MediaType is "application/ms-tnef" or "application/vnd.ms-tnef" || file.FileName.Equals("winmail.dat", StringComparison.OrdinalIgnoreCase);

    public static Attachment? Find(MessagePart? structure, string specifier) =>
        BodyChoice.Of(structure).Attachments.FirstOrDefault(file => file.Part.Specifier == specifier && Is(file));

    /// <param name="number">The file whose bytes are wanted, from 0; null for the list.</param>
    /// <returns>Null when it is too large, broken or a bomb.</returns>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<RenderReply<UnpackReply>?> ReadAsync(MessageAt at, MessagePart part, int? number, CancellationToken cancel)
    {
        var content = await at.Store.ReadPartAsync(at.Mailbox, at.Key, part, MostOctets, cancel);
        if (content.Truncated) return null;
        try
        {
            return await pool.RunAsync(RenderJobs.Unpack, new UnpackRequest(number), content.Bytes, at.Person, cancel);
        }
        catch (RenderFailure)
        {
            return null;
        }
    }

    /// <summary>Safe to show and to save under.</summary>
    public static string NameOf(PackedFile file, int number) => FileNames.Safe(file.Name) is { Length: > 0 } name ? name : $"file-{number + 1}{(file.MediaType == "text/rtf" ? ".rtf" : ".bin")}";
}
