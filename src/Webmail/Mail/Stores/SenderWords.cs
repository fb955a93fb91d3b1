using System.Buffers;
using System.Text;
using MimeKit;

namespace Webmail.Mail.Stores;

/// <summary>What a stranger wrote into header fields, made fit to be shown and kept: no controls, nothing endless.</summary>
static class SenderWords
{
    const int LongestText = 2000;
    const int MostCorrespondents = 1000;
    // RFC 1468: clients of the 1990s wrote Japanese into headers as it is, without encoded words; it is all ASCII with escapes.
    static readonly Encoding Japanese = CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp")!;

    static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    /// <summary>Groups (RFC 5322 §3.4) are shown as their members, an empty one ("undisclosed recipients") as its name.</summary>
    public static IReadOnlyList<Correspondent> Correspondents(InternetAddressList? addresses)
    {
        if (addresses is null or { Count: 0 }) return [];
        var correspondents = new List<Correspondent>(addresses.Count);
        foreach (var address in addresses)
        {
            if (correspondents.Count >= MostCorrespondents) break;
            if (address is MailboxAddress mailbox) correspondents.Add(From(mailbox));
            else if (address is GroupAddress group) correspondents.AddRange(Members(group));
        }
        return correspondents.ToArray();
    }

    static IEnumerable<Correspondent> Members(GroupAddress group) => group.Members.Mailboxes.Any()
        ? group.Members.Mailboxes.Take(MostCorrespondents).Select(From)
        : [new Correspondent(Clean(group.Name), "")];

    static Correspondent From(MailboxAddress mailbox)
    {
        var (name, address) = (Clean(mailbox.Name), Clean(mailbox.Address));
        // A server says MISSING_MAILBOX for what it could not read (Dovecot); the person then sees the name only.
        return new Correspondent(name, address is "@" or "MISSING_MAILBOX@MISSING_DOMAIN" ? "" : address);
    }

    /// <summary>The beginning, never half a character.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>Without line ends, NUL and other controls, and not endless. Signs that turn the direction of text stay: the page shows them safely.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text.Length > LongestText) text = text[..LongestText];
        if (text.Contains("\u001b$", StringComparison.Ordinal)) text = Japanese.GetString(Encoding.Latin1.GetBytes(text));
        return text.AsSpan().ContainsAny(Controls) ? string.Create(text.Length, text, Spaced).Trim() : text.Trim();
    }

    static void Spaced(Span<char> clean, string text)
    {
        for (var i = 0; i < clean.Length; i++) clean[i] = char.IsControl(text[i]) ? ' ' : text[i];
    }
}
