using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>The folders that messages can be moved or copied to, fetched when the menu that shows them opens: neither a list nor a reader carries them.</summary>
public sealed class TargetsModel(MailPageContext context) : MailPage(context)
{
    /// <summary>move or copy: what is chosen in the list; open: what the reader shows.</summary>
    [BindProperty(SupportsGet = true)] public string? For { get; set; }

    /// <summary>The folders of the person's other accounts, which take their time: a frame inside the first one.</summary>
    [BindProperty(SupportsGet = true)] public bool Others { get; set; }

    public TargetsView View { get; private set; } = new([], "", "");

    public string FrameId => Others ? TargetsView.OthersId(For!) : $"targets-{For}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (For is not ("move" or "copy" or "open")) return BadRequest();
        var (action, form) = (For == "copy" ? Urls.Copies(MailboxName) : Urls.Moves(MailboxName), For == "open" ? TargetsView.OpenForm : SelectionView.FormId);
        View = Others ? new([], action, form) { Others = await OtherTargets.ReadAsync(Stores, Me, Account.Id, cancel) } : await OwnAsync(action, form, cancel);
        return Page();
    }

    async Task<TargetsView> OwnAsync(string action, string form, CancellationToken cancel)
    {
        await LoadFolderNamesAsync(cancel);
        var more = (await Stores.OfAsync(Me.Id, cancel)).Count > 1 ? (TargetsView.OthersId(For!), $"{Urls.Targets(MailboxName)}?for={For}&others=true") : default((string, string)?);
        return new([.. SelectionView.Targets(Mailboxes, MailboxName)], action, form) { More = more };
    }
}

/// <param name="Action">Where a choice posts to.</param>
/// <param name="FormId">The form that names the messages.</param>
public sealed record TargetsView(IReadOnlyList<Mailbox> Mailboxes, string Action, string FormId)
{
    /// <summary>The form that names what is in the reader.</summary>
    public const string OpenForm = "move-open";

    /// <summary>The folders of the person's other accounts.</summary>
    public IReadOnlyList<OtherTargets> Others { get; init; } = [];

    /// <summary>The frame that fetches them, where they are not at hand.</summary>
    public (string Id, string Url)? More { get; init; }

    public static string OthersId(string menu) => $"targets-{menu}-others";
}
