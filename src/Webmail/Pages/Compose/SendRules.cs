using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Compose;

/// <summary>What must hold before a draft is sent: a sentence at each field that is wrong.</summary>
public sealed class SendRules(IStringLocalizer<ComposeText> text)
{
    const int MostRecipients = 500, LongestSubject = 1000, MostNamed = 20;

    public Dictionary<string, string> Errors(Draft draft)
    {
        var errors = new Dictionary<string, string>();
        var people = 0;
        foreach (var (field, typed) in new[] { ("to", draft.To), ("cc", draft.Cc), ("bcc", draft.Bcc) })
        {
            var read = Recipients.Parse(typed);
            people += read.People.Count;
            if (read.Wrong.Count > 0) errors[field] = Wrong([.. read.Wrong.Select(Short).Distinct()]);
        }
        if (people == 0 && errors.Count == 0) errors["to"] = text["Error.Nobody"];
        if (people > MostRecipients) errors["to"] = text["Error.TooMany", people.ToString("N0", CultureInfo.CurrentCulture), MostRecipients];
        if (draft.Subject.Length > LongestSubject) errors["subject"] = text["Error.Subject", LongestSubject];
        if (draft.Subject.Length == 0 && string.IsNullOrWhiteSpace(AboveSignature(draft.Body)) && draft.Files.Count == 0) errors["body"] = text["Error.Empty"];
        return errors;
    }

    string Wrong(string[] pieces)
    {
        if (pieces.Length == 1) return text["Error.Address", pieces[0]];
        var named = string.Join(", ", pieces.Take(MostNamed).Select(piece => text["Quoted", piece].Value));
        return pieces.Length <= MostNamed ? text["Error.Addresses", named] : text["Error.Addresses.More", named, pieces.Length - MostNamed];
    }

    static string AboveSignature(string body) => body.Split('\n').TakeWhile(line => line.TrimEnd() != "--").Aggregate("", (all, line) => all + line);

    static string Short(string piece) => piece.Length > 60 ? piece[..60] + "…" : piece;
}
