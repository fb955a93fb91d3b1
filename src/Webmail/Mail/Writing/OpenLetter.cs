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
            List<LetterFile> files = [];
            foreach (var file in draft.Files)
            {
                opened.open.Add(await Blobs.OpenAsync(db, file.Id, cancel));
                files.Add(new LetterFile(file.Name, file.MediaType, file.ContentId, opened.open[^1]));
            }
            opened.message = MimeComposer.Compose(letter, files, withBcc);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        message?.Dispose();
        foreach (var file in open) await file.DisposeAsync();
    }
}
