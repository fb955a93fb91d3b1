using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Writing;
using Webmail.Turbo;

namespace Webmail.Pages.Compose;

/// <summary>A file for a draft that is being written, sent beside the form: it has a progress of its own, and the words do not wait for it.</summary>
[RequestSizeLimit(MostPosted), RequestFormLimits(MultipartBodyLengthLimit = MostPosted)]
public sealed class UploadsModel(ComposeContext context) : ComposePage(context)
{
    const long MostPosted = DraftFiles.MostOctets + (1 << 20);

    public IActionResult OnGet() => Redirect(Url.Content("~/compose"));

    /// <param name="id">Of a draft that was kept before.</param>
    /// <param name="cid">Content-ID that the browser gives to a picture in the text; none for an attachment.</param>
    public async Task<IActionResult> OnPostAsync(Guid id, string? cid, IFormFile? file, CancellationToken cancel)
    {
        if (file is null || (cid is not null && !StrictMarkup.IsContentId(cid))) return BadRequest();
        if (await Desk.Drafts.FindAsync(Me.Id, id, cancel) is not { } draft || AccountNamed(draft.AccountId) is not { } account) return NotFound();
        await using var content = file.OpenReadStream();
        var taken = await Desk.Files.AddAsync(Me.Id, id, file.FileName, file.ContentType, content, cancel, cid ?? "") is not null;
        var errors = taken ? [] : new Dictionary<string, string> { ["files"] = Text["Error.TooLarge", file.FileName] };
        draft = (await Desk.Drafts.FindAsync(Me.Id, id, cancel))!;
        return Stream(TurboStream.Replace(ComposerView.FilesId, "_ComposerFiles", new ComposerView(draft, account, Accounts, Inbox(account), [], errors) { Times = Times, Senders = Senders, PathBase = Request.PathBase }));
    }
}
