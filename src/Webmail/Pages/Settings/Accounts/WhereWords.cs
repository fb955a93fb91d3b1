using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Keeping;
using Webmail.Mail.Pop3;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>The sentences about where mail is. Each follows from a number of <see cref="Whereabouts"/>.</summary>
public sealed class WhereWords(IStringLocalizer<WhereText> text, MailPlace place, When when)
{
    readonly Whereabouts mail = place.Mail;
    readonly string provider = place.Provider;

    public string Lead => mail.Kept && mail.Source is null ? text["Shell.Kept"] : text[mail.Kept ? "Lead" : "Lead.Imap", provider];

    /// <summary>Where what is fetched is put.</summary>
    public string Into => place.Label.Length > 0 ? text["Into.Labelled", Folder, Shown.Text(place.Label)] : Folder;

    string Folder => FolderOf(mail.Source?.TargetMailbox ?? "INBOX", place.Target?.Address);

    /// <summary>Where mail is looked for before it is put anywhere, because a session broke off there.</summary>
    public string? InDoubt => place.InDoubt.Count == 0 ? null : text["Paused.InDoubt", string.Join(", ", place.InDoubt.Select(other => FolderOf(other.Mailbox, other.Account.Address)))].Value;

    string FolderOf(string mailbox, string? account) => (mailbox != "INBOX" ? Shown.Text(mailbox) : text["Into.Inbox"].Value) is var folder && account is not null ? text["Into.Account", folder, account] : text["Into.Here", folder];

    /// <summary>Which folders of an IMAP account are copied.</summary>
    public string Folders => mail.Source is { Mailboxes: { Length: > 0 } names } ? string.Join(", ", CopyChoice.Names(names).Select(name => name == "INBOX" ? text["Into.Inbox"].Value : Shown.Text(name))) : text["Copies.Usual"];

    public string There => mail.Kept ? Messages(mail.OnServer) : text["All.There"];
    public string Here => mail.Kept ? Messages(mail.Here) : text["None.Here"];

    /// <summary>What would be lost if the provider's server died, and why it is not here.</summary>
    public IEnumerable<string> LostThere()
    {
        if (!mail.Kept) return [text["Lost.There.Imap"]];
        return mail.Copies ? [.. LostOfCopied(), text["Lost.There.Others"]] : LostOfCopied();
    }

    /// <summary>Of what is collected, or of the folders that are copied.</summary>
    IEnumerable<string> LostOfCopied() => mail switch
    {
        { OnServer: 0 } => [text[mail.Copies ? "Lost.There.Empty" : "Lost.There.Nowhere"]],
        { OnlyThere: 0 } => [text[mail.Elsewhere > 0 ? "Lost.There.Elsewhere" : "Lost.There.None"]],
        _ => [Counted("Lost.There", mail.OnlyThere), .. Some(Named("Waiting"), mail.Waiting), .. Some(Named("Skipped"), mail.Skipped), .. Some("DeletedHere", mail.DeletedHere)],
    };

    /// <summary>When this server was last backed up.</summary>
    public string Backup => place.LastBackup is { } at ? text["Backup.Last", when.InWords(at)] : text["Backup.Never"];

    /// <summary>What happens to a copied message at the provider, in the words of the way it is collected.</summary>
    public string Policy(Pop3Policy policy, string more = "") => text[mail.Copies ? $"Copies.{policy}{more}" : $"Policy.{policy}{more}"];

    /// <summary>How it goes: POP3 mail is fetched, IMAP mail is copied.</summary>
    public string Own(string key, params object[] values) => text[Named(key), values];

    string Named(string key) => mail.Copies ? $"Copies.{key}" : key;

    /// <summary>What would be lost if this server died.</summary>
    public string LostHere() => mail switch
    {
        { Kept: false } => text["Lost.Here.Imap"],
        { Here: 0 } when place.Target is { } target => text["Lost.Here.Forwarded", target.Address],
        { Here: 0 } => text["Lost.Here.Empty"],
        { OnlyHere: 0 } => text["Lost.Here.None"],
        _ => Counted("Lost.Here", mail.OnlyHere),
    };

    /// <summary>What keeps messages from being deleted on the server, whatever the policy says.</summary>
    public IEnumerable<string> Doubts() => mail.Source is not { } source ? []
        : [.. source.Mode == Pop3Mode.Hash ? [text["Doubt.Names"].Value] : Array.Empty<string>(), .. Some("Doubt.Unverified", mail.Unverified),
            .. source is { Policy: Pop3Policy.Mirror, TargetAccountId: not null } ? [text["Doubt.Mirror"].Value] : Array.Empty<string>()];

    public string Messages(int count) => Counted("Messages", count);

    IEnumerable<string> Some(string key, int count) => count > 0 ? [Counted(key, count)] : [];

    string Counted(string key, int count) => text[$"{key}.{(MailText.IsSingular(count) ? "One" : "Other")}", count.ToString("N0", CultureInfo.CurrentCulture)];
}
