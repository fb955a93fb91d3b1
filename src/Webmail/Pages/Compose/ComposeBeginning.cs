using Webmail.Mail.Accounts;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Compose;

/// <summary>A draft that nothing has been typed into yet.</summary>
public sealed record Begun(Draft Draft, IReadOnlyList<CarriedFile> Carry, SealNote SealNote = SealNote.None);

/// <summary>What becomes of the words of a message that was encrypted.</summary>
public enum SealNote { None, Quoted, NotQuoted }

/// <summary>What a beginning is made with.</summary>
/// <param name="Unseal">Opens a message that was encrypted, when its key is unlocked.</param>
/// <param name="HasKeys">Whether the person has a key to encrypt with.</param>
sealed record BeginningDesk(Func<Task<OpenedAccount>> Open, SourceParts.Open Unseal, Drafts Drafts, HtmlCleaning Cleaning, bool HasKeys);

/// <summary>What a composer begins with: words from a link, or a message to answer, to forward or to go on with.</summary>
/// <param name="plain">Whether the person writes plain text.</param>
sealed class ComposeBeginning(ComposeQuery query, MailAccount account, Senders senders, ComposeWords words, long now, bool plain)
{
    readonly Guid personId = account.PersonId;

    /// <returns>Null when the address names a message that cannot be one.</returns>
    /// <exception cref="MailFailure">The message cannot be read.</exception>
    public async Task<Begun?> RunAsync(BeginningDesk desk, CancellationToken cancel)
    {
        if (query.Kind == DraftKind.New) return new Begun(Blank(query.Unfolded()), []);
        if (!MailboxPath.TryDecode(query.Mailbox, out var mailbox) || !MessageKey.TryParse(query.Message, out var key)) return null;
        // Each time it is kept its copy in Drafts is another message: what is still open elsewhere leads to the one that goes on.
        if (query.Kind == DraftKind.EditDraft && await desk.Drafts.FromAsync(personId, account.Id, mailbox, key, cancel) is { } begun) return new Begun(begun, []);
        var original = await Original.ReadAsync((await desk.Open()).Store, mailbox, key, desk.Unseal, (html, pictures) => desk.Cleaning.StrictAsync(html, pictures, personId, cancel), cancel);
        if (query.Kind == DraftKind.EditDraft && Draft.IdOf(original.MessageId) is { } id && await desk.Drafts.FindAsync(personId, id, cancel) is { } ours) return new Begun(ours, []);
        var draft = From(original, mailbox, key);
        // What was secret on its way here stays so on its way back, until the writer turns that off.
        draft.Encrypt = desk.HasKeys && original.Seal?.Encrypted == true && query.Kind != DraftKind.ForwardAttached;
        return new Begun(draft, [.. Carried(original), .. plain ? [] : Strange(original.Pictures).Select(CarriedFile.Picture)], NoteOf(original));
    }

    /// <summary>Without those that go by the name of one in a signature: what somebody else sent under it must not take its place.</summary>
    IEnumerable<MessagePart> Strange(IEnumerable<MessagePart> pictures) => pictures.Where(part => !senders.Pictures.Any(mine => mine.ContentId.Equals(part.ContentId, StringComparison.OrdinalIgnoreCase)));

    SealNote NoteOf(Original original) => original.Seal?.Encrypted != true || query.Kind is DraftKind.ForwardAttached or DraftKind.EditDraft ? SealNote.None
        : original.Seal.Inner is null ? SealNote.NotQuoted : SealNote.Quoted;

    Draft Blank(ComposeQuery said)
    {
        var (identity, words) = (senders.DefaultOf(account.Id), (said.Body ?? "").Replace("\r\n", "\n", StringComparison.Ordinal));
        var markup = plain || !identity.IsSigned ? SafeHtml.Empty : StrictMarkup.WithSignature(words.Length == 0 ? SafeHtml.Empty : StrictMarkup.OfText(words), senders.SignatureHtml(identity), SafeHtml.Empty);
        return Blank(said, identity, Quote.WithSignature(words, Senders.SignatureText(identity), ""), markup);
    }

    Draft Blank(ComposeQuery said, Identity identity, string text, SafeHtml markup) => new()
    {
        PersonId = personId, Id = Guid.CreateVersion7(), AccountId = account.Id, IdentityId = identity.Id, CreatedAt = now, To = HeaderText.Clean(said.To), Cc = HeaderText.Clean(said.Cc),
        Bcc = HeaderText.Clean(said.Bcc), Subject = HeaderText.Clean(said.Subject), Body = text, Html = markup.ToString(), InReplyTo = said.InReplyTo, References = said.InReplyTo,
    };

    Draft From(Original original, string mailbox, MessageKey key)
    {
        var (answer, identity) = (new Answer(original, senders.Addresses), senders.Answering(original.Message, account.Id));
        return new Draft
        {
            PersonId = personId, Id = Guid.CreateVersion7(), AccountId = account.Id, IdentityId = identity.Id, CreatedAt = now, Kind = query.Kind, SourceMailbox = mailbox, SourceKey = key.ToString(),
            To = Recipients.Write(answer.To(query.Kind)), Cc = Recipients.Write(answer.Cc(query.Kind)),
            Bcc = query.Kind is DraftKind.EditAsNew or DraftKind.EditDraft ? Recipients.Write(original.Message.Bcc) : "",
            Subject = answer.Subject(query.Kind), InReplyTo = answer.InReplyTo(query.Kind), References = answer.References(query.Kind), Body = Body(original, identity), Html = plain ? "" : Html(original, identity).ToString(),
        };
    }

    string Body(Original original, Identity identity) => IsGoneOnWith ? original.Text : Quote.WithSignature("", Senders.SignatureText(identity), Cited(original));

    string Cited(Original original) => query.Kind switch
    {
        DraftKind.Reply or DraftKind.ReplyAll or DraftKind.ReplyList => Quote.Answered(words.Attribution(original.Message), original.Text),
        DraftKind.Forward => Quote.Forwarded(words.ForwardHeading, words.ForwardLines(original.Message), original.Text),
        _ => "",
    };

    /// <summary>The same as HTML; of a message to go on with only when it was HTML.</summary>
    SafeHtml Html(Original original, Identity identity) => IsGoneOnWith ? original.Html : StrictMarkup.WithSignature(SafeHtml.Empty, senders.SignatureHtml(identity), CitedHtml(original));

    SafeHtml CitedHtml(Original original) => query.Kind switch
    {
        DraftKind.Reply or DraftKind.ReplyAll or DraftKind.ReplyList => StrictMarkup.Answered(words.Attribution(original.Message), Markup(original)),
        DraftKind.Forward => StrictMarkup.Forwarded(words.ForwardHeading, words.ForwardLines(original.Message), Markup(original)),
        _ => SafeHtml.Empty,
    };

    bool IsGoneOnWith => query.Kind is DraftKind.EditAsNew or DraftKind.EditDraft;

    static SafeHtml Markup(Original original) => original.Html.IsEmpty ? StrictMarkup.OfText(original.Text) : original.Html;

    IReadOnlyList<CarriedFile> Carried(Original original) => query.Kind switch
    {
        DraftKind.Forward or DraftKind.EditAsNew or DraftKind.EditDraft => [.. original.Attachments.Select(CarriedFile.Of)],
        DraftKind.ForwardAttached => [new CarriedFile(CarriedFiles.WholeMessage, CarriedFiles.MessageName(original.Message.Envelope.Subject), original.Message.Structure?.TotalOctets ?? 0)],
        _ => [],
    };
}
