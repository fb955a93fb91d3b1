using Microsoft.Extensions.Localization;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Compose;

/// <summary>Templates in the composer: what is written becomes one, and one comes into what is written, above everything else.</summary>
sealed class ComposeTemplates(WritingDesk desk, HtmlCleaning cleaning, IStringLocalizer<ComposeText> text)
{
    /// <summary>Alone: keep one. With a colon and an id: insert that one.</summary>
    public const string Act = "template";
    const int LongestFirstLine = 60;

    public static bool IsMeant(string? act) => act == Act || act?.StartsWith($"{Act}:", StringComparison.Ordinal) == true;

    /// <param name="rich">Whether the editor is open.</param>
    public Task<FlashMessage> RunAsync(Draft draft, string act, bool rich, Senders senders, CancellationToken cancel) =>
        act == Act ? SaveAsync(draft, senders, cancel) : InsertAsync(draft, act[(Act.Length + 1)..], rich, cancel);

    /// <summary>Without the signature: the next message has its own.</summary>
    async Task<FlashMessage> SaveAsync(Draft draft, Senders senders, CancellationToken cancel)
    {
        var sender = senders.Of(draft);
        var body = Quote.Without(draft.Body, Senders.SignatureText(sender)).Trim('\n');
        if (body.Trim().Length == 0) return new FlashMessage(text["Template.Empty"], Bad: true);
        var html = draft.Html.Length == 0 ? SafeHtml.Empty : StrictMarkup.Without(await cleaning.OwnAsync(draft.Html, draft.Body, draft.PersonId, cancel), senders.SignatureHtml(sender));
        var first = body.Split('\n').First(line => line.Trim().Length > 0).Trim();
        var name = draft.Subject.Length > 0 ? draft.Subject : first.Length > LongestFirstLine ? first[..LongestFirstLine] + "…" : first;
        if (await desk.Templates.AddAsync(draft.PersonId, name, draft.Subject, body, html.ToString(), cancel) is not { } kept) return new FlashMessage(text["Template.Full", Template.MostOfPerson], Bad: true);
        return new FlashMessage(text["Template.Saved", kept.Name]);
    }

    async Task<FlashMessage> InsertAsync(Draft draft, string id, bool rich, CancellationToken cancel)
    {
        if (!Guid.TryParse(id, out var known) || await desk.Templates.FindAsync(draft.PersonId, known, cancel) is not { } template) return new FlashMessage(text["Template.Gone"], Bad: true);
        if (draft.Subject.Length == 0) draft.Subject = template.Subject;
        if (rich)
        {
            var markup = template.Html.Length > 0 ? await cleaning.OwnAsync(template.Html, template.Body, draft.PersonId, cancel) : StrictMarkup.OfText(template.Body);
            // Two wholes, both of the stricter profile.
            draft.Html = markup.ToString() + draft.Html;
        }
        draft.Body = $"{template.Body}\n{draft.Body}";
        await desk.Drafts.KeepAsync(draft, cancel);
        return new FlashMessage(text["Template.Inserted", template.Name]);
    }
}
