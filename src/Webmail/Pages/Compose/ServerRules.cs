using Microsoft.Extensions.Localization;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Compose;

/// <summary>What the person's own mail server would refuse, said at the field before anything is sent.</summary>
public sealed class ServerRules(IStringLocalizer<ComposeText> text, IStringLocalizer<MailText> mailText)
{
    // No server that people use refuses less.
    const long Harmless = 1 << 20;

    /// <summary>Whether this message could meet a limit at all: any other is sent without asking.</summary>
    /// <param name="pictures">Octets of those in the signature.</param>
    public static bool AsksServer(Draft draft, long pictures) => Octets(draft, pictures) > Harmless || Foreign(draft).Any();

    /// <param name="limits">Null when the server did not say.</param>
    public void Check(Draft draft, long pictures, SmtpLimits? limits, Dictionary<string, string> errors)
    {
        if (limits is null) return;
        if (limits.MaxOctets > 0 && Octets(draft, pictures) > limits.MaxOctets) errors["files"] = text["Error.ServerSize", Shown.Size(limits.MaxOctets, mailText), Shown.Size(Octets(draft, pictures), mailText)];
        if (limits.AnyScript) return;
        foreach (var field in Foreign(draft).GroupBy(person => person.Field, person => text["Quoted", person.Address].Value)) errors[field.Key] = text["Error.ServerScript", string.Join(", ", field.Distinct())];
    }

    /// <summary>As they travel: files in base64 are longer by 37 % (RFC 2045 §6.8, with line ends).</summary>
    static long Octets(Draft draft, long pictures) => (draft.Files.Sum(file => file.Octets) + pictures) * 137 / 100 + draft.Body.Length + draft.Html.Length;

    static IEnumerable<(string Field, string Address)> Foreign(Draft draft) =>
        from field in new[] { ("to", draft.To), ("cc", draft.Cc), ("bcc", draft.Bcc) }
        from person in Recipients.Parse(field.Item2).People
        where !System.Text.Ascii.IsValid(person.Address)
        select (field.Item1, person.Address);
}
