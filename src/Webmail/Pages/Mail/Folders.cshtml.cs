using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>Makes a folder. The folder in the address is the place that is proposed; the inbox stands for the top.</summary>
public sealed class FoldersModel(FolderContext context) : FolderCardPage(context)
{
    protected override string Drawing => "_NewFolder";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        Parent = Folder.Role == MailboxRole.Inbox ? "" : MailboxName;
        return Card();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        var parent = Places(null).FirstOrDefault(place => place.Name == Parent);
        if (parent is null && !string.IsNullOrEmpty(Parent)) return Invalid(nameof(Parent), Words["Place.Bad"]);
        var (label, delimiter) = ((Label ?? "").Trim(), parent?.Delimiter ?? Folder.Delimiter);
        if (!Mailbox.IsLabel(label, delimiter)) return Invalid(nameof(Label), Words["Name.Bad", delimiter]);
        try
        {
            await Store.CreateMailboxAsync(parent?.Name, label, cancel);
            return GoTo(Target, new FlashMessage(Words["Flash.Created", Shown.Text(label)]));
        }
        catch (MailFailure failure) when (SentenceAbout(failure) is { } sentence)
        {
            return Invalid(failure.Kind == FailureKind.ReadOnly ? nameof(Parent) : nameof(Label), sentence);
        }
    }
}
