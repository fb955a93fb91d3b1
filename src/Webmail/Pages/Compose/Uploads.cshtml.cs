using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Writing;
using Webmail.Turbo;

namespace Webmail.Pages.Compose;

/// <summary>A file for a draft that is being written, sent beside the form piece by piece: it has a progress of its own, and a lost connection costs one piece.</summary>
[RequestSizeLimit(MostPosted), RequestFormLimits(MultipartBodyLengthLimit = MostPosted)]
public sealed class UploadsModel(ComposeContext context) : ComposePage(context)
{
    const long MostPosted = DraftFiles.MostOctets + (1 << 20);

    public IActionResult OnGet() => Redirect(Url.Content("~/compose"));

    /// <summary>A whole file.</summary>
    /// <param name="id">Of a draft that was kept before.</param>
    /// <param name="cid">Content-ID that the browser gives to a picture in the text; none for an attachment.</param>
    public async Task<IActionResult> OnPostAsync(Guid id, string? cid, IFormFile? file, CancellationToken cancel)
    {
        if (file is null || (cid is not null && !StrictMarkup.IsContentId(cid))) return BadRequest();
        if (await Desk.Drafts.FindAsync(Me.Id, id, cancel) is null) return NotFound();
        await using var content = file.OpenReadStream();
        var taken = await Desk.Uploads.AddAsync(Asked(id, Guid.CreateVersion7(), file.FileName, file.ContentType, file.Length, cid), content, cancel) is not null;
        return await FilesAsync(id, taken ? "" : file.FileName, cancel);
    }

    /// <summary>Reserves room for a file, or tells how far the same one has come after a lost connection.</summary>
    public async Task<IActionResult> OnPostBeginAsync(Guid id, Guid upload, string? name, string? type, long octets, string? cid, CancellationToken cancel)
    {
        if (upload == Guid.Empty || string.IsNullOrEmpty(name) || octets < 0 || (cid is not null && !StrictMarkup.IsContentId(cid))) return BadRequest();
        if (await Desk.Drafts.FindAsync(Me.Id, id, cancel) is not { } draft) return NotFound();
        if (draft.Files.Sum(file => file.Octets) + Senders.PictureOctets(draft) + octets > DraftFiles.MostOctets) return Sentence("Error.TooLarge", name);
        return await Desk.Uploads.BeginAsync(Asked(id, upload, name, type, octets, cid), cancel) is { } step ? new JsonResult(new { received = step.Received }) : Sentence("Error.NoRoom", name);
    }

    /// <summary>The next piece of a file. Answers how far it is (409 when the piece does not belong there), and with the last one what the draft's files are.</summary>
    public async Task<IActionResult> OnPostPieceAsync([FromQuery] Guid id, [FromQuery] Guid upload, [FromQuery] long offset, CancellationToken cancel)
    {
        if (Request.ContentLength is null or > Uploads.LargestPiece) return BadRequest();
        // All of it before the database is asked: a slow line keeps nobody else waiting.
        var piece = new byte[(int)Request.ContentLength];
        await Request.Body.ReadExactlyAsync(piece, cancel);
        if (await Desk.Drafts.FindAsync(Me.Id, id, cancel) is null || await Desk.Uploads.TakeAsync(Me.Id, upload, offset, piece, cancel) is not { } step) return NotFound();
        if (step.Done) return await FilesAsync(id, "", cancel);
        return new JsonResult(new { received = step.Received }) { StatusCode = step.Refused ? StatusCodes.Status409Conflict : StatusCodes.Status200OK };
    }

    public async Task<IActionResult> OnPostCancelAsync(Guid upload, CancellationToken cancel)
    {
        await Desk.Uploads.CancelAsync(Me.Id, upload, cancel);
        return StatusCode(StatusCodes.Status204NoContent);
    }

    Upload Asked(Guid draft, Guid upload, string name, string? type, long octets, string? cid) => new()
    {
        Id = upload, PersonId = Me.Id, DraftId = draft, Name = name, MediaType = type ?? "", Octets = octets, ContentId = cid ?? "", UpdatedAt = NowInMilliseconds,
    };

    ContentResult Sentence(string key, string name) => new() { StatusCode = StatusCodes.Status422UnprocessableEntity, ContentType = "text/plain; charset=utf-8", Content = Text[key, name] };

    async Task<IActionResult> FilesAsync(Guid id, string refused, CancellationToken cancel)
    {
        if (await Desk.Drafts.FindAsync(Me.Id, id, cancel) is not { } draft || AccountNamed(draft.AccountId) is not { } account) return NotFound();
        var errors = refused.Length == 0 ? [] : new Dictionary<string, string> { ["files"] = Text["Error.TooLarge", refused] };
        return Stream(TurboStream.Replace(ComposerView.FilesId, "_ComposerFiles", new ComposerView(draft, account, Accounts, Inbox(account), [], errors) { Times = Times, Senders = Senders, PathBase = Request.PathBase }));
    }
}
