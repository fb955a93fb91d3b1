using System.Formats.Asn1;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;
using Webmail.Mail.Signatures;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sealing;

/// <summary>Opens what is wrapped as a whole, layer by layer, with the keys that are unlocked in this session.</summary>
public sealed class SealedReader(KeyBook keys, SignatureReader signatures, RecentlyOpened recent)
{
    const int MostSealed = 40 << 20, MostOpened = 48 << 20, MostLayers = 3;
    const string SignedData = "1.2.840.113549.1.7.2", EnvelopedData = "1.2.840.113549.1.7.3", AuthEnvelopedData = "1.2.840.113549.1.9.16.1.23";

    /// <summary>Opening takes memory: a few at a time in one process.</summary>
    static readonly SemaphoreSlim Room = new(2);

    /// <returns>Null when the message as a whole is not wrapped.</returns>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<OpenedSeal?> ReadAsync(Reader who, IMailStore store, string mailbox, OpenedMessage message, CancellationToken cancel)
    {
        if (SealedMail.KindOf(message.Structure) is var kind && kind == SealKind.None) return null;
        var (mine, known) = (await keys.OpenAsync(who.PersonId, who.SessionSecret, cancel), await keys.OfAsync(who.PersonId, cancel));
        var place = new OpenedPlace(who.PersonId, who.AccountId, mailbox, message.Envelope.Key, string.Join(' ', mine.Select(key => key.Key.Id).Order()), known.Count);
        if (recent.Find(place) is { } before) return before;
        var part = SealedMail.ContentOf(message.Structure!);
        if (part.Octets > MostSealed) return new(SealState.TooLarge, true);
        await Room.WaitAsync(cancel);
        try
        {
            var content = await store.ReadPartAsync(mailbox, message.Envelope.Key, part, MostSealed, cancel);
            if (content.Truncated) return new(SealState.TooLarge, true);
            var layers = new Layers(mine, known, SignatureReader.SenderOf(message), signatures, cancel);
            var opened = await Task.Run(() => layers.Open(kind, content.Bytes.ToArray()), cancel);
            recent.Keep(place, opened);
            return opened;
        }
        finally
        {
            Room.Release();
        }
    }

    sealed class Layers(IReadOnlyList<OwnKey> mine, IReadOnlyList<PersonKey> known, string from, SignatureReader signatures, CancellationToken cancel)
    {
        bool encrypted;
        SignatureState? signature;

        public OpenedSeal Open(SealKind kind, byte[] bytes, int layer = 1) => kind == SealKind.OpenPgp ? OpenPgp(bytes, layer) : Smime(bytes, layer);

        OpenedSeal OpenPgp(byte[] bytes, int layer)
        {
            encrypted = true;
            var opened = new OpenPgpOpening(mine, [.. known.Where(key => key.IsOwn)], MostOpened).Open(bytes);
            if (opened.State != SealState.Opened) return new(opened.State, true);
            if (opened.Signatures!.Count > 0) signature = Judge(opened);
            return Inside(opened.Content!, layer);
        }

        SignatureState Judge(PgpContent opened)
        {
            try
            {
                return new OpenPgpVerifier(known).Check(opened.Content!, opened.Signatures!, from);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return SignatureState.Broken;
            }
        }

        OpenedSeal Smime(byte[] bytes, int layer)
        {
            switch (TypeOf(bytes))
            {
                case SignedData:
                    (signature, var content) = signatures.Open(bytes, from, known);
                    return content is null ? new(SealState.Broken, encrypted) : Inside(content, layer);
                case EnvelopedData:
                    encrypted = true;
                    var (state, inner) = new SmimeOpening(mine, [.. known.Where(key => key.IsOwn)]).Open(bytes);
                    // What was signed outside says nothing about who wrote what is inside.
                    signature = null;
                    return state == SealState.Opened ? Inside(inner!, layer) : new(state, true);
                case AuthEnvelopedData:
                    return new(SealState.Unread, true);
                default:
                    return new(SealState.Broken, encrypted);
            }
        }

        OpenedSeal Inside(byte[] entity, int layer)
        {
            if (entity.Length > MostOpened) return new(SealState.TooLarge, encrypted);
            if (MessageInMemory.Read(entity, cancel) is not { } inner) return new(SealState.Broken, encrypted);
            if (SealedMail.KindOf(inner.Structure) is var kind && kind != SealKind.None && layer < MostLayers)
                return Open(kind, inner.ReadPartAsync("", default, SealedMail.ContentOf(inner.Structure), MostSealed, cancel).GetAwaiter().GetResult().Bytes.ToArray(), layer + 1);
            if (SignatureReader.IsSigned(inner.Structure)) signature = Signed(inner);
            return new(SealState.Opened, encrypted, signature, inner);
        }

        SignatureState Signed(MessageInMemory inner)
        {
            var (covered, seal) = (inner.Structure.Children[0], inner.Structure.Children[1]);
            var bytes = inner.ReadPartAsync("", default, seal, 256 << 10, cancel).GetAwaiter().GetResult().Bytes.ToArray();
            return signatures.Check(inner.Structure, inner.Raw(covered), bytes, from, known);
        }

        static string TypeOf(byte[] bytes)
        {
            try
            {
                // Not by ContentInfo: it refuses the types that it does not know.
                return new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier();
            }
            catch (AsnContentException)
            {
                return "";
            }
        }
    }
}

/// <summary>Who reads, and the half of the key that their browser has.</summary>
public sealed record Reader(Guid PersonId, string AccountId, Secret SessionSecret);
