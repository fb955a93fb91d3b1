using Webmail.Mail.Stores;

namespace Webmail.Mail.Labels;

/// <summary>Keywords that mail programs agree on, and what they make of them.</summary>
public static class Keywords
{
    /// <summary>Thunderbird’s five tags, with its colours. Their names are its user’s affair; these are the ones it begins with.</summary>
    public static readonly IReadOnlyDictionary<string, (string Text, LabelColour Colour)> Thunderbird = new Dictionary<string, (string, LabelColour)>(StringComparer.OrdinalIgnoreCase)
    {
        ["$Label1"] = ("Important", LabelColour.Red), ["$Label2"] = ("Work", LabelColour.Orange), ["$Label3"] = ("Personal", LabelColour.Green),
        ["$Label4"] = ("ToDo", LabelColour.Blue), ["$Label5"] = ("Later", LabelColour.Violet),
    };

    /// <summary>Marks of mail programs for themselves (RFC 5788 and what spam filters use): no person means them as labels.</summary>
    static readonly HashSet<string> Marks = new(StringComparer.OrdinalIgnoreCase)
    {
        "$Forwarded", "Forwarded", "$MDNSent", "$SubmitPending", "$Submitted", "$Junk", "$NotJunk", "Junk", "NonJunk", "NotJunk", "$Phishing", "$Muted", "$Important",
        "$Followed", "$HasAttachment", "$HasNoAttachment", "$AutoSent", "$Notify", "Redirected", "$Recent", "receipt-handled",
    };

    public static bool AreReserved(string keyword) => Marks.Contains(keyword) || Thunderbird.ContainsKey(keyword);

    /// <summary>Whether a person may want to give it a name.</summary>
    public static bool MayBeLabel(string keyword) => MessageQuery.IsKeyword(keyword) && !Marks.Contains(keyword);
}
