using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>Moves messages that were found: to the archive or the trash of the account each is in, or all of them to one folder.</summary>
public sealed class FoundMovesModel(MailPageContext context, ActingContext acting, IStringLocalizer<SelectionText> words) : FoundActionPage(context, acting)
{
    /// <summary>Archive or Trash.</summary>
    [BindProperty] public MailboxRole Role { get; set; }

    /// <summary>Or a folder of any account, as <see cref="OtherTargets.Value"/> writes it.</summary>
    [BindProperty] public string? Elsewhere { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryKeys(out var keys)) return BadRequest();
        if (Role is MailboxRole.Archive or MailboxRole.Trash) return await ActAsync(keys, (account, mailbox) => ByRoleAsync(account, mailbox, cancel), ($"{Role}", ""), gone: true, cancel);
        if (string.IsNullOrEmpty(Elsewhere)) return await ChooseAsync(cancel);
        if (!OtherTargets.TryRead(Elsewhere, out var id, out var name) || await Stores.OpenAsync(Me.Id, id, Me.SessionSecret, cancel) is not { } there) return NotFound();
        if ((await there.Store.RecentMailboxesAsync(cancel)).FirstOrDefault(mailbox => mailbox.Name == name && mailbox.Selectable) is not { } target) throw new MailFailure(FailureKind.MailboxGone);
        var label = MailboxNames.Label(target, name, Text);
        var called = keys.All(key => key.Account == id) ? label : $"{Shown.Text(there.Account.Called)} · {label}";
        return await ActAsync(keys, (account, mailbox) => Task.FromResult(To(account, mailbox, there, name)), ("Moved", called), gone: true, cancel);
    }

    /// <summary>Within its account a message is moved; to another one it is carried over.</summary>
    static MailAction? To(OpenedAccount account, Mailbox mailbox, OpenedAccount there, string name) =>
        account.Account.Id != there.Account.Id ? new CarryTo(there.Store.InBulk, name, Keep: false) : mailbox.Name == name ? null : new MoveTo(name);

    async Task<MailAction?> ByRoleAsync(OpenedAccount account, Mailbox mailbox, CancellationToken cancel)
    {
        if (mailbox.Role == Role || (Role == MailboxRole.Archive && mailbox.Role == MailboxRole.Drafts)) return null;
        var target = await account.Store.EnsureRoleAsync(Role, cancel);
        if (target == mailbox.Name) return null;
        return Role == MailboxRole.Trash ? new MoveTo(target)
            : ArchiveByDate.Or(target, (await Choices.OfAsync(Me.Id, account.Account.Id, mailbox.Name, cancel)).Archive, When.ZoneOf(Request));
    }

    async Task<IActionResult> ChooseAsync(CancellationToken cancel)
    {
        var targets = new TargetsView([], Urls.FoundMoves, "choice") { Others = await OtherTargets.ReadAsync(Stores, Me, but: "", cancel) };
        KeyValuePair<string, string>[] fields = [.. Keys.Select(key => KeyValuePair.Create("keys", key)), new("asked", Asked ?? "")];
        return Ask("~/Pages/Mail/_ChooseTarget.cshtml", new ChooseTargetView(MailText.Counted(words, "Move.Title", Keys.Length), targets, fields, Back));
    }
}
