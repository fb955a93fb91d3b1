using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Compose;

/// <summary>The composer as it is drawn.</summary>
/// <param name="Carry">Files of the source message that can go along, until the first change keeps them.</param>
/// <param name="Errors">Sentences by field.</param>
public sealed record ComposerView(
    Draft Draft, MailAccount Account, IReadOnlyList<MailAccount> Accounts, string Back, IReadOnlyList<CarriedFile> Carry, IReadOnlyDictionary<string, string> Errors)
{
    public static readonly Turbo.DomId IdsId = new("composer-ids"), FilesId = new("composer-files");

    /// <summary>When it can go out, if not at once.</summary>
    public required SendTimes Times { get; init; }

    /// <summary>As whom it can be written.</summary>
    public required Senders Senders { get; init; }

    public IReadOnlyList<TemplateName> Templates { get; init; } = [];

    /// <summary>Names of groups that can be typed in the place of addresses.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether signing and encrypting is offered.</summary>
    public bool HasKeys { get; init; }

    /// <summary>What is said of the message that this one is made from, when that was encrypted.</summary>
    public SealNote SealNote { get; init; }

    public Identity Sender => Senders.Of(Draft);

    /// <summary>What a sender is called in the menu: beside the address what the person calls its account, if they gave it a name.</summary>
    public string Label(Identity identity) => Accounts.FirstOrDefault(account => account.Id == identity.AccountId) is { Name.Length: > 0 } named ? $"{identity.Label} · {Shown.Text(named.Name)}" : identity.Label;

    /// <summary>In which language it is spelled; null where the words tell.</summary>
    public string? Spelling => Sender.Language.Length > 0 ? Sender.Language : null;

    /// <summary>How a message begins: html or plain.</summary>
    public string Prefers { get; init; } = "plain";
    public string PathBase { get; init; } = "";

    /// <summary>Whether the editor opens with this draft; without JavaScript there is only its text.</summary>
    public bool IsRich => Draft.Html.Length > 0 || (Prefers == "html" && (Draft.Revision == 0 || HasNoWords));

    /// <summary>Kept before anything was written in it: that does not say in which format it will be.</summary>
    bool HasNoWords => string.IsNullOrWhiteSpace(Draft.Body);

    /// <summary>Where the pictures of the text are, by their Content-ID: of a signature, on the draft, or still in the message it is made from.</summary>
    public IEnumerable<(string ContentId, string Url)> Pictures => Senders.Pictures.Select(picture => (picture.ContentId, $"{PathBase}/settings/identities/pictures/{picture.Id}"))
        .Concat(Draft.Files.Where(file => file.ContentId.Length > 0).Select(file => (file.ContentId, $"{PathBase}/compose/files/{Draft.Id}/{file.Id}")))
        .Concat(Carry.Where(file => file.ContentId.Length > 0).Select(file => (file.ContentId, PartUrl(file.Specifier))));

    string PartUrl(string specifier) => MessageKey.TryParse(Draft.SourceKey, out var key) ? new MailUrls(PathBase, Draft.AccountId).Part(Draft.SourceMailbox, key, specifier) : "";

    /// <summary>Whether the key to sign with is locked, and can be unlocked in the composer.</summary>
    public bool AsksPassphrase => Errors.ContainsKey("passphrase");

    public string? Error(string name) => Errors.GetValueOrDefault(name);

    /// <summary>Where typing begins: at the first field that is wrong, else the first that is empty.</summary>
    public string Focus => Errors.Keys.FirstOrDefault(name => name is "to" or "cc" or "bcc" or "subject" or "body") ?? (Draft.To.Length == 0 ? "to" : Draft.Subject.Length == 0 ? "subject" : "body");

    /// <summary>It stands in a frame at the foot of the window, which gives it the focus when it is opened: a field would take it as soon as it is loaded, also before anybody wants to write.</summary>
    public bool IsDocked => Back == PathBase + DockedModel.Address[1..];

    public string? Autofocus => IsDocked ? null : Focus;

    public bool ShowsCopies => Draft.Cc.Length + Draft.Bcc.Length > 0 || Errors.ContainsKey("cc") || Errors.ContainsKey("bcc");

    public long Octets => Draft.Files.Sum(file => file.Octets);
}

/// <summary>A file of another message.</summary>
/// <param name="Specifier">Part number, or <see cref="CarriedFiles.WholeMessage"/>.</param>
/// <param name="ContentId">Of a picture in the text; empty for an attachment.</param>
public sealed record CarriedFile(string Specifier, string Name, long Octets, string ContentId = "")
{
    public static CarriedFile Picture(MessagePart part) => new(part.Specifier, FileNames.For(part, 1), part.Octets, part.ContentId);


    public static CarriedFile Of(Attachment attachment) => new(attachment.Part.Specifier, attachment.FileName, attachment.Size);
}
