using Microsoft.AspNetCore.Mvc;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>A card in which a folder gets its name and place.</summary>
public abstract class FolderCardPage(FolderContext context) : FolderPage(context)
{
    /// <summary>The partial that draws it.</summary>
    protected abstract string Drawing { get; }

    [BindProperty] public string? Label { get; set; }

    /// <summary>Full name of the folder it lies in, or shall lie in; empty at the top.</summary>
    [BindProperty] public string? Parent { get; set; }

    protected IActionResult Card() => Frame == FrameId ? PartialOf(Drawing, this) : Page();

    /// <summary>What is wrong, in the card that was filled in.</summary>
    protected IActionResult Invalid(string field, string sentence)
    {
        ModelState.Remove(field);
        ModelState.AddModelError(field, sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return WantsStream ? Stream(TurboStream.Replace(new DomId(FrameId), Drawing, this)) : Page();
    }
}
