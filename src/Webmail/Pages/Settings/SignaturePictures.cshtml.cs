using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Settings;

/// <summary>A picture for a signature that is being written: the editor brings it before the form is saved, as it does with pictures of a message.</summary>
[RequestSizeLimit(2 * SignaturePicture.MostOctets)]
public sealed class SignaturePicturesModel(SettingsContext context, SignaturePictures pictures) : SettingsPage(context)
{
    public IActionResult OnGet() => RedirectToPage("Identities");

    /// <summary>Answers by what the picture is called in the signature and where it is seen, or with a sentence.</summary>
    public async Task<IActionResult> OnPostAsync(IFormFile? picture, CancellationToken cancel)
    {
        if (picture is null) return BadRequest();
        if (picture.Length > SignaturePicture.MostOctets) return Sentence("Identities.Picture.TooLarge");
        using var bytes = new MemoryStream();
        await picture.CopyToAsync(bytes, cancel);
        var taken = bytes.ToArray();
        if (SignaturePictures.TypeOf(taken) is null) return Sentence("Identities.Picture.NotOne");
        if (await pictures.AddAsync(Me.Id, taken, cancel) is not { } kept) return Sentence("Identities.Picture.NoRoom");
        return new JsonResult(new { cid = kept.ContentId, url = Url.Content($"~/settings/identities/pictures/{kept.Id}") });
    }

    ContentResult Sentence(string key) => new() { StatusCode = StatusCodes.Status422UnprocessableEntity, ContentType = "text/plain; charset=utf-8", Content = Text[key] };
}
