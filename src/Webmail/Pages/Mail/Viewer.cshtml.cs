using Microsoft.AspNetCore.Mvc;
using Webmail.Hosting;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Security;

namespace Webmail.Pages.Mail;

/// <summary>Looks at a file of a message, and leafs through those that can be looked at: by links, arrow keys and Escape.</summary>
public sealed class ViewerModel(MailPageContext context, WebmailSettings settings) : MailPage(context)
{
    const int MostText = 512 << 10;

    public MessageKey Key { get; private set; }
    public IReadOnlyList<Attachment> Files { get; private set; } = [];
    public int Index { get; private set; }
    public Attachment Item => Files[Index];
    public FileView View => FileViews.Of(Item);
    public Attachment? Previous => Index > 0 ? Files[Index - 1] : null;
    public Attachment? Next => Index + 1 < Files.Count ? Files[Index + 1] : null;
    public string Words { get; private set; } = "";
    public bool Shortened { get; private set; }

    public async Task<IActionResult> OnGetAsync(string message, string part, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        Key = key;
        var structure = await Store.StructureAsync(MailboxName, key, cancel);
        Files = [.. BodyChoice.Of(structure).Attachments.Where(file => FileViews.Of(file) != FileView.None)];
        Index = Files.ToList().FindIndex(file => file.Part.Specifier == part);
        if (Index < 0) return NotFound();
        if (View == FileView.Text) await ReadTextAsync(cancel);
        // Sounds and films come from here, and only this page plays them.
        Response.Headers.ContentSecurityPolicy = $"{PageHeaders.Policy(settings.ContentOrigin)}; media-src 'self' {settings.ContentOrigin}".TrimEnd();
        return Page();
    }

    async Task ReadTextAsync(CancellationToken cancel)
    {
        var content = await Store.ReadPartAsync(MailboxName, Key, Item.Part, MostText, cancel);
        (Words, Shortened) = (TextDecoder.Decode(content.Bytes.Span, Item.Part.Charset), content.Truncated);
    }
}
