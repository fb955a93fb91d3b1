using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>What the pages about folders take.</summary>
public sealed record FolderContext(MailPageContext Mail, FolderChoices Kept, IStringLocalizer<FolderText> Text);

/// <summary>A page about one folder, not about its messages: a card over the screen, or a page of its own without JavaScript.</summary>
public abstract class FolderPage(FolderContext context) : MailPage(context.Mail)
{
    /// <summary>The frame that cards open in.</summary>
    public const string FrameId = "folder";

    protected FolderChoices Kept => context.Kept;
    public IStringLocalizer<FolderText> Words => context.Text;

    /// <summary>The folder one was looking at, as its address names it: that is where one goes back to.</summary>
    [BindProperty(SupportsGet = true)] public string? From { get; set; }

    [TempData] public string? Flash { get; set; }

    public Mailbox Folder => Current!;
    public string FolderLabel => MailboxNames.Label(Current, MailboxName, Text);

    protected string Target => MailboxPath.TryDecode(From, out var from) ? from : MailboxName;

    /// <exception cref="MailFailure">MailboxGone.</exception>
    protected async Task FindAsync(CancellationToken cancel)
    {
        await LoadMailboxesAsync(cancel);
        if (Current is null) throw new MailFailure(FailureKind.MailboxGone);
    }

    /// <summary>What the server did not take, at the field it is about; null for failures that are about something else.</summary>
    protected string? SentenceAbout(MailFailure failure) => failure.Kind is FailureKind.NameTaken or FailureKind.NameRefused or FailureKind.ReadOnly
        ? $"{Text[$"Failure.{failure.Kind}"]} {Text[$"Failure.{failure.Kind}.Do"]}" : null;

    /// <summary>Folders that others can be put into, from the point of view of one that may move; all of them for a new one.</summary>
    public IEnumerable<Mailbox> Places(Mailbox? moving) =>
        Mailboxes.Where(mailbox => mailbox.HoldsMailboxes && (moving is null ? (mailbox.Owner == MailboxOwner.Kept) == (Folder.Owner == MailboxOwner.Kept) : mailbox.Owner == moving.Owner && !mailbox.IsWithin(moving)));

    public string PlaceLabel(Mailbox mailbox) => mailbox.Face == MailboxRole.None ? Shown.Text(mailbox.Name) : MailboxNames.Label(mailbox, mailbox.Name, Text);

    protected LocalRedirectResult GoTo(string mailbox, FlashMessage? flash)
    {
        Flash = flash is null ? null : JsonSerializer.Serialize(flash);
        return LocalRedirect(Urls.Mailbox(mailbox));
    }

    /// <summary>Where one was, under the name it has now.</summary>
    protected string Followed(Mailbox renamed, string name) =>
        Target == renamed.Name || (renamed.Delimiter != '\0' && Target.StartsWith(renamed.Name + renamed.Delimiter, StringComparison.Ordinal)) ? name + Target[renamed.Name.Length..] : Target;

    /// <summary>Renames, and lets all that was said about the folder follow.</summary>
    protected async Task<string> RenameAsync(string? parent, string label, CancellationToken cancel)
    {
        var name = await Store.RenameMailboxAsync(MailboxName, parent, label, cancel);
        var trashed = Mailboxes.Any(mailbox => mailbox.Role == MailboxRole.Trash && (Folder with { Name = name }).IsWithin(mailbox));
        await Kept.RenamedAsync(Me.Id, Account.Id, Folder, (name, trashed), cancel);
        await Choices.RenamedAsync(Me.Id, Account.Id, Folder, name, cancel);
        return name;
    }

    /// <summary>A sentence whose undo gives a folder its old name and place back.</summary>
    protected FlashMessage Renamed(string sentence, string name, string back, bool undoes = true) => new(
        Words[sentence, Shown.Text(Folder.Label)],
        UndoAction: undoes ? Urls.Folder(name) : null,
        UndoFields: [new("label", Folder.Label), new("parent", Folder.Parent ?? ""), new("from", MailboxPath.Encode(back)), new("undo", "true")]);

    protected static string Number(int count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
