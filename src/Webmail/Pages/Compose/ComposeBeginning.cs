using Webmail.Mail.Accounts;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Compose;

/// <summary>A draft that nothing has been typed into yet.</summary>
public sealed record Begun(Draft Draft, IReadOnlyList<CarriedFile> Carry);

/// <summary>What a composer begins with: words from a link, or a message to answer, to forward or to go on with.</summary>
/// <param name="plain">Whether the person writes plain text.</param>
sealed class ComposeBeginning(ComposeQuery query, MailAccount account, Guid personId, ComposeWords words, long now, bool plain)
{
    /// <returns>Null when the address names a message that cannot be one.</returns>
    /// <exception cref="MailFailure">The message cannot be read.</exception>
    public async Task<Begun?> RunAsync(Func<Task<OpenedAccount>> open, Drafts drafts, HtmlCleaning cleaning, CancellationToken cancel)
    {
        if (query.Kind == DraftKind.New) return new Begun(Blank(query.Unfolded()), []);
        if (!MailboxPath.TryDecode(query.Mailbox, out var mailbox) || !MessageKey.TryParse(query.Message, out var key)) return null;
        var original = await Original.ReadAsync((await open()).Store, mailbox, key, (html, pictures) => cleaning.StrictAsync(html, pictures, personId, cancel), cancel);
        if (query.Kind == DraftKind.EditDraft && Draft.IdOf(original.MessageId) is { } id && await drafts.FindAsync(personId, id, cancel) is { } ours) return new Begun(ours, []);
        return new Begun(From(original, mailbox, key), [.. Carried(original), .. plain ? [] : original.Pictures.Select(part => CarriedFile.Picture(part))]);
    }

    Draft Blank(ComposeQuery said) => new()
    {
        PersonId = personId, Id = Guid.CreateVersion7(), AccountId = account.Id, CreatedAt = now, To = HeaderText.Clean(said.To), Cc = HeaderText.Clean(said.Cc),
        Bcc = HeaderText.Clean(said.Bcc), Subject = HeaderText.Clean(said.Subject), Body = (said.Body ?? "").Replace("\r\n", "\n", StringComparison.Ordinal),
    };

    Draft From(Original original, string mailbox, MessageKey key)
    {
        var answer = new Answer(original, [account.Address]);
        return new Draft
        {
            PersonId = personId, Id = Guid.CreateVersion7(), AccountId = account.Id, CreatedAt = now, Kind = query.Kind, SourceMailbox = mailbox, SourceKey = key.ToString(),
            To = Recipients.Write(answer.To(query.Kind)), Cc = Recipients.Write(answer.Cc(query.Kind)),
            Bcc = query.Kind is DraftKind.EditAsNew or DraftKind.EditDraft ? Recipients.Write(original.Message.Bcc) : "",
            Subject = answer.Subject(query.Kind), InReplyTo = answer.InReplyTo(query.Kind), References = answer.References(query.Kind), Body = Body(original), Html = plain ? "" : Html(original).ToString(),
        };
    }

    string Body(Original original) => query.Kind switch
    {
        DraftKind.Reply or DraftKind.ReplyAll or DraftKind.ReplyList => Quote.Answered(words.Attribution(original.Message), original.Text),
        DraftKind.Forward => Quote.Forwarded(words.ForwardHeading, words.ForwardLines(original.Message), original.Text),
        DraftKind.ForwardAttached => "",
        _ => original.Text,
    };

    /// <summary>The same as HTML; of a message to go on with only when it was HTML.</summary>
    SafeHtml Html(Original original) => query.Kind switch
    {
        DraftKind.Reply or DraftKind.ReplyAll or DraftKind.ReplyList => StrictMarkup.Answered(words.Attribution(original.Message), Markup(original)),
        DraftKind.Forward => StrictMarkup.Forwarded(words.ForwardHeading, words.ForwardLines(original.Message), Markup(original)),
        DraftKind.ForwardAttached => SafeHtml.Empty,
        _ => original.Html,
    };

    static SafeHtml Markup(Original original) => original.Html.IsEmpty ? StrictMarkup.OfText(original.Text) : original.Html;

    IReadOnlyList<CarriedFile> Carried(Original original) => query.Kind switch
    {
        DraftKind.Forward or DraftKind.EditAsNew or DraftKind.EditDraft => [.. original.Attachments.Select(CarriedFile.Of)],
        DraftKind.ForwardAttached => [new CarriedFile(CarriedFiles.WholeMessage, $"{original.Message.Envelope.Subject}.eml", original.Message.Structure?.Octets ?? 0)],
        _ => [],
    };
}
