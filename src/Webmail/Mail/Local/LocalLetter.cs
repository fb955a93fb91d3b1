using System.Security.Cryptography;
using MailKit;
using MimeKit;
using Webmail.Mail.Contacts;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Envelope = MailKit.Envelope;

namespace Webmail.Mail.Local;

/// <summary>A message that has been read and is not stored yet. Made before a transaction begins: reading a large one takes its time.</summary>
public sealed class LocalLetter
{
    const int MostReferences = 50;
    const int LongestKey = 100;

    LocalLetter(Stream raw, byte[] hash, StructureReader structure, string text, byte[]? packed)
    {
        (Raw, Sha256, Structure, Text, Packed) = (raw, hash, structure.Root, text, packed);
        (Envelope, References) = (EnvelopeFields.Read(structure.Headers), ReferencesOf(structure.Headers));
    }

    /// <summary>The bytes; they stay the caller's.</summary>
    public Stream Raw { get; }
    internal byte[] Sha256 { get; }
    internal Envelope Envelope { get; }
    internal IReadOnlyList<string> References { get; }
    internal PartSpan? Structure { get; }
    internal string Text { get; }

    /// <summary>All of it as it will be stored; null for a message of more than one slice, which is packed when it is written.</summary>
    internal byte[]? Packed { get; }

    /// <param name="raw">The message as transferred; it can be read from its beginning as often as needed.</param>
    /// <param name="sha256">When it is known already.</param>
    public static async Task<LocalLetter> ReadAsync(Stream raw, CancellationToken cancel, byte[]? sha256 = null)
    {
        raw.Position = 0;
        sha256 ??= await SHA256.HashDataAsync(raw, cancel);
        var structure = StructureReader.Read(raw, cancel);
        var text = structure.Root is { } root ? await LocalTexts.ReadAsync(root, raw, cancel) : "";
        return new LocalLetter(raw, sha256, structure, text, await LocalBytes.PackAsync(raw, cancel));
    }

    /// <summary>The message's own name first, then those it names.</summary>
    internal IEnumerable<string> Ids => References.Prepend(MessageId).Where(id => id.Length is > 0 and <= LocalReference.LongestId).Distinct(StringComparer.Ordinal);

    internal string MessageId => LocalWords.Fit(SenderWords.Clean(Envelope.MessageId), LocalReference.LongestId);

    internal LocalContent ToContent(string accountId)
    {
        var (from, to) = (SenderWords.Correspondents(Envelope.From), SenderWords.Correspondents(Envelope.To));
        var subject = LocalWords.Fit(SenderWords.Clean(Envelope.Subject));
        return new LocalContent
        {
            AccountId = accountId, Sha256 = Sha256, Octets = Raw.Length, MessageId = MessageId, InReplyTo = LocalWords.Fit(SenderWords.Clean(Envelope.InReplyTo)), Subject = subject,
            From = LocalWords.Of(from), To = LocalWords.Of(to), Cc = PeopleIn(Envelope.Cc), Bcc = PeopleIn(Envelope.Bcc), ReplyTo = PeopleIn(Envelope.ReplyTo),
            Date = Envelope.Date?.ToUnixTimeMilliseconds(), DateOffset = (int)(Envelope.Date?.Offset.TotalMinutes ?? 0),
            HasAttachments = Structure is not null && PartSpans.From(Structure).HasAttachments, Snippet = LocalTexts.Snippet(Text),
            SenderKey = Key(from is [var writer, ..] ? writer.Label : null), RecipientKey = Key(to is [var reader, ..] ? reader.Label : null), SubjectKey = Key(new MessageSummary(0) { Envelope = Envelope }.NormalizedSubject),
            Structure = Structure is null ? null : LocalWords.Of(Structure),
        };
    }

    internal LocalText ToText(long contentId) => new()
    {
        ContentId = contentId, Subject = Folded(Envelope.Subject), From = FoldedPeople(Envelope.From), To = FoldedPeople(Envelope.To), Cc = FoldedPeople(Envelope.Cc),
        Bcc = FoldedPeople(Envelope.Bcc), Body = Folding.Text(LocalWords.Fit(Text)),
    };

    static string PeopleIn(InternetAddressList addresses) => LocalWords.Of(SenderWords.Correspondents(addresses));

    static string Folded(string? text) => Folding.Text(LocalWords.Fit(SenderWords.Clean(text)));

    static string FoldedPeople(InternetAddressList addresses) =>
        Folding.Text(LocalWords.Fit(string.Join('\n', SenderWords.Correspondents(addresses).Select(person => $"{person.Name} <{person.Address}>"))));

    static string Key(string? text) => LocalWords.Fit(Folded(text), LongestKey);

    static List<string> ReferencesOf(HeaderList headers) =>
        [.. EnvelopeFields.Ids(headers, HeaderId.References).TakeLast(MostReferences).Concat(EnvelopeFields.Ids(headers, HeaderId.InReplyTo).Take(1)).Select(id => LocalWords.Fit(SenderWords.Clean(id)))];
}
