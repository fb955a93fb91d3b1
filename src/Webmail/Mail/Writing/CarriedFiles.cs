using Webmail.Mail.Reading;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>Takes files of another message along, when that message is forwarded or edited as new.</summary>
public sealed class CarriedFiles(DraftFiles files)
{
    /// <summary>Stands for the whole message among part numbers.</summary>
    public const string WholeMessage = "message";
    const int LongestLine = 998;

    /// <summary>What a whole message is called as a file.</summary>
    public static string MessageName(string subject) => (FileNames.OfWords(subject) is { Length: > 0 } name ? name : "message") + ".eml";

    /// <param name="open">Opens that message when it is wrapped: the files are then those inside.</param>
    /// <returns>Names of those for which there was no room.</returns>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<IReadOnlyList<string>> TakeAsync(IMailStore store, Draft draft, IReadOnlyCollection<string> specifiers, SourceParts.Open open, CancellationToken cancel)
    {
        if (specifiers.Count == 0 || !MessageKey.TryParse(draft.SourceKey, out var key)) return [];
        List<string> left = [];
        if (specifiers.Contains(WholeMessage) && !await TakeMessageAsync(store, draft, key, cancel)) left.Add(".eml");
        var source = await SourceParts.OfAsync(store, draft.SourceMailbox, await store.OpenAsync(draft.SourceMailbox, key, cancel), open);
        var body = BodyChoice.Of(source.Structure);
        foreach (var attachment in body.Attachments.Where(attachment => specifiers.Contains(attachment.Part.Specifier)))
        {
            await using var bytes = TemporaryFile.New();
            await source.CopyAsync(draft.SourceMailbox, key, attachment.Part, bytes, cancel);
            bytes.Position = 0;
            if (await files.AddAsync(draft.PersonId, draft.Id, attachment.FileName, attachment.MediaType, bytes, cancel) is null) left.Add(attachment.FileName);
        }
        foreach (var part in body.InlineImages.Where(part => specifiers.Contains(part.Specifier) && StrictMarkup.IsContentId(part.ContentId)))
        {
            await using var bytes = TemporaryFile.New();
            await source.CopyAsync(draft.SourceMailbox, key, part, bytes, cancel);
            bytes.Position = 0;
            if (await files.AddAsync(draft.PersonId, draft.Id, FileNames.For(part, 1), part.MediaType, bytes, cancel, part.ContentId) is null) left.Add(FileNames.For(part, 1));
        }
        return left;
    }

    async Task<bool> TakeMessageAsync(IMailStore store, Draft draft, MessageKey key, CancellationToken cancel)
    {
        await using var bytes = TemporaryFile.New();
        await store.CopySourceAsync(draft.SourceMailbox, key, bytes, cancel);
        bytes.Position = 0;
        var name = MessageName((await store.OpenAsync(draft.SourceMailbox, key, cancel)).Envelope.Subject);
        var travels = await TravelsAsync(bytes, cancel);
        bytes.Position = 0;
        return await files.AddMessageAsync(draft.PersonId, draft.Id, name, travels, bytes, cancel) is not null;
    }

    /// <summary>
    /// Whether a message can lie in another one as it is: 7 bit, lines ended by CRLF and not too long. Anything else could be read differently by the next
    /// server (A71), or would have to be changed: it goes as a file.
    /// </summary>
    internal static async Task<bool> TravelsAsync(Stream message, CancellationToken cancel)
    {
        var buffer = new byte[64 << 10];
        var (line, last) = (0, (byte)0);
        for (int count; (count = await message.ReadAsync(buffer, cancel)) > 0;)
        {
            for (var at = 0; at < count; at++)
            {
                var octet = buffer[at];
                if (octet is 0 or > 126 || (octet == '\n') != (last == '\r') || (octet != '\n' && ++line > LongestLine + 1)) return false;
                if (octet == '\n') line = 0;
                last = octet;
            }
        }
        return last == '\n';
    }
}
