using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Writing;

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

    public string? Error(string name) => Errors.GetValueOrDefault(name);

    /// <summary>Where typing begins: at the first field that is wrong, else the first that is empty.</summary>
    public string Focus => Errors.Keys.FirstOrDefault(name => name is "to" or "cc" or "bcc" or "subject" or "body") ?? (Draft.To.Length == 0 ? "to" : Draft.Subject.Length == 0 ? "subject" : "body");

    public bool ShowsCopies => Draft.Cc.Length + Draft.Bcc.Length > 0 || Errors.ContainsKey("cc") || Errors.ContainsKey("bcc");

    public long Octets => Draft.Files.Sum(file => file.Octets);
}

/// <summary>A file of another message.</summary>
/// <param name="Specifier">Part number, or <see cref="CarriedFiles.WholeMessage"/>.</param>
public sealed record CarriedFile(string Specifier, string Name, long Octets)
{
    public static CarriedFile Of(Attachment attachment) => new(attachment.Part.Specifier, attachment.FileName, attachment.Size);
}
