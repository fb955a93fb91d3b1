using Microsoft.EntityFrameworkCore;
using MimeKit;
using Webmail.Data;

namespace Webmail.Mail.Writing;

/// <summary>A letter with its files open, as long as it is being written.</summary>
sealed class OpenLetter : IAsyncDisposable
{
    readonly List<FileStream> open = [];
    MimeMessage? message;

    public MimeMessage Message => message!;

    public static async Task<OpenLetter> OpenAsync(WebmailDb db, Draft draft, Letter letter, bool withBcc, CancellationToken cancel)
    {
        var opened = new OpenLetter();
        try
        {
            var signature = letter.Html.Contains("cid:", StringComparison.OrdinalIgnoreCase) ? await SignatureAsync(db, draft, letter, cancel) : [];
            List<LetterFile> files = [];
            foreach (var picture in signature) files.Add(new LetterFile(picture.FileName, picture.MediaType, picture.ContentId, await opened.BytesAsync(db, picture.Id, cancel)));
            // One in a signature is one's own, whatever a quoted message brought under its name.
            foreach (var file in draft.Files.Where(file => !signature.Exists(picture => picture.ContentId == file.ContentId)))
                files.Add(new LetterFile(file.Name, file.MediaType, file.ContentId, await opened.BytesAsync(db, file.Id, cancel)));
            opened.message = MimeComposer.Compose(letter, files, withBcc);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    static async Task<List<SignaturePicture>> SignatureAsync(WebmailDb db, Draft draft, Letter letter, CancellationToken cancel) =>
        (await db.Set<SignaturePicture>().AsNoTracking().Where(picture => picture.PersonId == draft.PersonId).OrderBy(picture => picture.Id).ToListAsync(cancel)).FindAll(picture => picture.IsIn(letter.Html));

    async Task<FileStream> BytesAsync(WebmailDb db, Guid id, CancellationToken cancel)
    {
        open.Add(await Blobs.OpenAsync(db, id, cancel));
        return open[^1];
    }

    public async ValueTask DisposeAsync()
    {
        message?.Dispose();
        foreach (var file in open) await file.DisposeAsync();
    }
}
