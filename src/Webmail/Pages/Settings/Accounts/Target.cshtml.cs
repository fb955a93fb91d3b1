using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Labels;
using Webmail.Mail.Pop3;
using Webmail.Pages.Mail;
using Label = Webmail.Mail.Labels.Label;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>
/// Where the mail of an account that is collected is put: a folder of its own, kept here, or one of the person's IMAP accounts; and the label that is put on it.
/// </summary>
public sealed class TargetModel(AccountContext context, Pop3Collecting collecting, LabelBook labels, IStringLocalizer<WhereText> words) : AccountPage(context)
{
    /// <summary>As <see cref="OtherTargets.Value"/> writes it.</summary>
    [BindProperty] public string? Into { get; set; }

    /// <summary>The name of a label of any of the person's accounts; empty for none.</summary>
    [BindProperty] public string? Label { get; set; }

    /// <summary>This account first.</summary>
    public IReadOnlyList<OtherTargets> Targets { get; private set; } = [];

    /// <summary>Of all these accounts, each name once.</summary>
    public IReadOnlyList<Label> Labels { get; private set; } = [];

    public bool IsChosen(Label label) => label.Name.Equals(Label, StringComparison.OrdinalIgnoreCase);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await collecting.FindAsync(Me.Id, Account.Id, cancel) is not { } source) return NotFound();
        await LoadAsync(cancel);
        var account = source.TargetAccountId ?? Account.Id;
        Into = Targets.Where(target => target.Account.Id == account).SelectMany(target => target.Mailboxes!.Where(mailbox => mailbox.Name == source.TargetMailbox).Select(target.Value)).FirstOrDefault();
        Label = (await labels.OfAsync(Me.Id, account, cancel)).Named(source.TargetKeyword)?.Name;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (!OtherTargets.TryRead(Into, out var account, out var mailbox) || !Targets.Any(target => target.Account.Id == account && target.Mailboxes!.Any(folder => folder.Name == mailbox)))
        {
            Wrong(nameof(Into), "ChooseOne");
            return Invalid();
        }
        if (await KeywordAsync(account, mailbox, cancel) is not { } keyword) return Invalid();
        return await collecting.PutIntoAsync(Me.Id, Account.Id, new Pop3Target(account == Account.Id ? null : account, mailbox, keyword), Me.SessionSecret, cancel)
            ? GoTo($"~/settings/accounts/{Account.Id}/where", Text["Saved"]) : NotFound();
    }

    /// <summary>Null when it cannot be put there; then a sentence says why.</summary>
    async Task<string?> KeywordAsync(string account, string mailbox, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(Label)) return "";
        if (Labels.FirstOrDefault(IsChosen) is not { } chosen)
        {
            Wrong(nameof(Label), "ChooseOne");
            return null;
        }
        var keyword = (await labels.OfAsync(Me.Id, account, cancel)).Called(chosen.Name) is [var own, ..] ? own : chosen.Keyword;
        var keeps = await KeepsAsync(account, mailbox, keyword, cancel);
        if (keeps && await labels.EnsureAsync(Me.Id, account, chosen.Name, chosen.Colour, chosen.Keyword, cancel) is { } label) return label.Keyword;
        ModelState.AddModelError(nameof(Label), words[keeps ? "Into.With.Full" : "Into.With.NotKept"]);
        return null;
    }

    async Task<bool> KeepsAsync(string account, string mailbox, string keyword, CancellationToken cancel) =>
        await Stores.OpenAsync(Me.Id, account, Me.SessionSecret, cancel) is { } opened && (await opened.Store.KeywordsAsync(mailbox, cancel)).Keeps(keyword);

    async Task LoadAsync(CancellationToken cancel)
    {
        Targets =
        [
            .. (await OtherTargets.ReadAsync(Stores, Me, "", cancel)).Where(target => target.Mailboxes is not null && (target.Account.Id == Account.Id || !target.Account.KeptHere))
                .OrderBy(target => target.Account.Id != Account.Id),
        ];
        List<Label> all = [];
        foreach (var target in Targets) all.AddRange((await labels.OfAsync(Me.Id, target.Account.Id, cancel)).All);
        Labels = [.. all.DistinctBy(label => label.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
