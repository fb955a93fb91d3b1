using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings;

/// <summary>One label as a line of fields.</summary>
/// <param name="Act">create, change or adopt.</param>
public sealed record LabelForm(string Keyword, string Name, LabelColour Colour, string Act, string Error);

/// <summary>The labels of an account: made, renamed, coloured and forgotten; and keywords of other mail programs, which can be taken up.</summary>
public sealed class LabelsModel(FolderContext context, IStringLocalizer<SettingsText> sentences) : AccountSectionPage(context)
{
    [BindProperty] public string? Keyword { get; set; }
    [BindProperty] public string? Name { get; set; }
    [BindProperty] public LabelColour Colour { get; set; }
    [BindProperty] public string? Act { get; set; }

    /// <summary>The keyword of the label that a moved one shall stand before; empty for the end.</summary>
    [BindProperty] public string? Before { get; set; }

    /// <summary>The keyword of the label that was moved: its buttons keep the focus.</summary>
    [TempData] public string? MovedKeyword { get; set; }

    string error = "";

    /// <summary>What the inbox keeps; other folders of the account do the same on every server we know.</summary>
    public MailboxKeywords Server { get; private set; } = new([], true);

    public IReadOnlyList<(string Keyword, string Name, LabelColour Colour)> Adoptable => [.. Server.Known.Where(keyword => Keywords.MayBeLabel(keyword) && Labels.Named(keyword) is null)
        .Select(keyword => Keywords.Thunderbird.TryGetValue(keyword, out var known) ? (keyword, (string)sentences[$"Labels.Thunderbird.{known.Text}"], known.Colour) : (keyword, keyword, LabelColour.Grey))];

    public bool Moved(Label label) => label.Keyword == MovedKeyword;
    public string WrongAt(string keyword) => error.Length > 0 && (Keyword ?? "") == keyword ? error : "";
    public string Typed(Label label) => WrongAt(label.Keyword).Length > 0 ? Name ?? "" : label.Name;
    public string TypedNew => WrongAt("").Length > 0 ? Name ?? "" : "";

    public async Task OnGetAsync(CancellationToken cancel) => Server = await Store.KeywordsAsync("INBOX", cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Server = await Store.KeywordsAsync("INBOX", cancel);
        if (Act == "delete") return await DeleteAsync(cancel);
        if (Act == "place") return await PlaceAsync(cancel);
        var name = Label.Cleaned(Name);
        if (name.Length is 0 or > Label.LongestName) return Wrong("Labels.Wrong.Name");
        if (Labels.All.Any(label => label.Keyword != Keyword && label.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) return Wrong("Labels.Wrong.Taken");
        if (!Enum.IsDefined(Colour) || ModelState[nameof(Colour)]?.Errors.Count > 0) return Wrong("ChooseOne");
        return Act switch
        {
            "create" or "adopt" => await LabelBook.AddAsync(Me.Id, Account.Id, name, Colour, Act == "adopt" ? Keyword ?? "" : null, cancel) is null ? Wrong("Labels.Wrong.Full") : Again(sentences["Saved"]),
            "change" => await LabelBook.ChangeAsync(Me.Id, Account.Id, Keyword ?? "", name, Colour, cancel) ? Again(sentences["Saved"]) : NotFound(),
            _ => BadRequest(),
        };
    }

    async Task<IActionResult> PlaceAsync(CancellationToken cancel)
    {
        if (Labels.Named(Keyword) is not { } label) return NotFound();
        await LabelBook.PlaceAsync(Me.Id, Account.Id, label.Keyword, Before ?? "", cancel);
        MovedKeyword = label.Keyword;
        return RedirectToPage(new { account = Account.Id });
    }

    async Task<IActionResult> DeleteAsync(CancellationToken cancel)
    {
        if (Labels.Named(Keyword) is not { } label) return NotFound();
        await LabelBook.RemoveAsync(Me.Id, Account.Id, label.Keyword, cancel);
        var answer = Again("");
        Flash = JsonSerializer.Serialize(new FlashMessage(sentences["Labels.Deleted", label.Name], UndoAction: Urls.LabelSettings, UndoFields:
            [new("act", "adopt"), new("keyword", label.Keyword), new("name", label.Name), new("colour", label.Colour.ToString())]));
        return answer;
    }

    Microsoft.AspNetCore.Mvc.RazorPages.PageResult Wrong(string sentence)
    {
        error = sentences[sentence];
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
