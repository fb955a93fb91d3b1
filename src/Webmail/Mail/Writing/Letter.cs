using System.Security.Cryptography;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>A message ready to be written as MIME: addresses are read, everything that must stay the same for ever is decided.</summary>
/// <param name="MessageId">Without angle brackets.</param>
/// <param name="Bcc">Goes into the envelope and into drafts, never into what is sent.</param>
/// <param name="References">Message-IDs with angle brackets, oldest first.</param>
public sealed record Letter(
    Correspondent From, string ReplyTo, IReadOnlyList<Correspondent> To, IReadOnlyList<Correspondent> Cc, IReadOnlyList<Correspondent> Bcc, string Subject,
    string Text, string Html, string InReplyTo, string References, DateTimeOffset Date, string MessageId)
{
    /// <summary>For a program at the other end; null for a letter among people.</summary>
    public MachinePart? Machine { get; init; }

    public Importance Importance { get; init; }

    /// <summary>Readers are asked to say that they have read it.</summary>
    public bool ReadReceipt { get; init; }

    public static Letter Of(Draft draft, Identity from, DateTimeOffset date) => new(
        from.Sender, from.ReplyTo, Recipients.Parse(draft.To).People, Recipients.Parse(draft.Cc).People, Recipients.Parse(draft.Bcc).People, HeaderText.Clean(draft.Subject),
        draft.Body, draft.Html, draft.InReplyTo, draft.References, date, NewMessageId(from.Address)) { Importance = draft.Importance, ReadReceipt = draft.ReadReceipt };

    /// <summary>Everybody once, whichever fields they stand in.</summary>
    public IReadOnlyList<string> Envelope => [.. To.Concat(Cc).Concat(Bcc).Select(person => person.Address).DistinctBy(Accounts.AddrSpec.ToLowerAscii)];

    /// <summary>RFC 5322 §3.6.4: unique for ever. Says nothing but the domain, which stands in From anyway.</summary>
    public static string NewMessageId(string address) =>
        $"{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 26)}@{address[(address.LastIndexOf('@') + 1)..]}";
}
