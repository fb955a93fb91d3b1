using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Compose;

/// <summary>The sentences that stand before what somebody else wrote, in the writer's language and zone.</summary>
public sealed class ComposeWords(IStringLocalizer<ComposeText> text, When when)
{
    public string Attribution(OpenedMessage message) => text["Quote.Wrote", when.InFull(Date(message)), Who(message.Envelope.From)];

    public string ForwardHeading => text["Quote.Forwarded"];

    public IEnumerable<string> ForwardLines(OpenedMessage message)
    {
        yield return text["Quote.From", Recipients.Write(message.Envelope.From)];
        yield return text["Quote.Date", when.InFull(Date(message))];
        yield return text["Quote.Subject", HeaderText.Clean(message.Envelope.Subject)];
        if (message.Envelope.To.Count > 0) yield return text["Quote.To", Recipients.Write(message.Envelope.To)];
        if (message.Cc.Count > 0) yield return text["Quote.Cc", Recipients.Write(message.Cc)];
    }

    static DateTimeOffset Date(OpenedMessage message) => message.Envelope.Date ?? message.Envelope.Received;

    static string Who(IReadOnlyList<Correspondent> people) => people.Count == 0 ? "?" : HeaderText.Clean(people[0].Label);
}
