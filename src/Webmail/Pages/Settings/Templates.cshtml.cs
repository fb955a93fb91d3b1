using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings;

/// <summary>The templates of a person: renamed, deleted and brought back. They are made in the composer.</summary>
public sealed class TemplatesModel(SettingsContext context, Templates templates) : SettingsPage(context)
{
    [BindProperty] public Guid Id { get; set; }
    [BindProperty] public string? Name { get; set; }
    [BindProperty] public string? Act { get; set; }

    public IReadOnlyList<TemplateName> All { get; private set; } = [];

    public string ErrorAt(Guid id) => id == Id && ModelState[nameof(Name)]?.Errors.FirstOrDefault() is { } error ? error.ErrorMessage : "";

    public async Task OnGetAsync(CancellationToken cancel) => All = await templates.OfAsync(Me.Id, cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel) => Act switch
    {
        "delete" => await templates.DeleteAsync(Me.Id, Id, cancel) ? Deleted() : NotFound(),
        "restore" => await templates.RestoreAsync(Me.Id, Id, cancel) ? Saved("Templates.Restored") : NotFound(),
        _ => await RenameAsync(cancel),
    };

    async Task<IActionResult> RenameAsync(CancellationToken cancel)
    {
        var name = HeaderText.Clean(Name);
        if (name.Length is > 0 and <= Template.LongestName) return await templates.RenameAsync(Me.Id, Id, name, cancel) ? Saved("Saved") : NotFound();
        Wrong(nameof(Name), "Templates.Wrong.Name");
        All = await templates.OfAsync(Me.Id, cancel);
        return Invalid();
    }

    RedirectToPageResult Deleted()
    {
        Flash = JsonSerializer.Serialize(new FlashMessage(Text["Templates.Deleted"], UndoAction: Url.Content("~/settings/templates"), UndoFields: [new("act", "restore"), new("id", Id.ToString())]));
        return RedirectToPage();
    }
}
