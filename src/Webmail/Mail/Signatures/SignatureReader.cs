using Webmail.Mail.Keys;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Signatures;

/// <summary>
/// Reads what a signature covers and has it checked. Only where the signature is around the whole message: one around a part of it says nothing about the rest that is
/// shown beside it (A65). The mail server's own idea of the parts is what is shown, so it is also what is checked.
/// </summary>
public sealed class SignatureReader(SmimeVerifier smime, KeyBook keys)
{
    const int MostSigned = 10 << 20, MostSignature = 256 << 10, MostHeader = 64 << 10;

    /// <summary>Whether the whole message is signed by S/MIME (RFC 8551 §3.5.3) or OpenPGP (RFC 3156 §5).</summary>
    public static bool IsSigned(MessagePart? root) => root is { MediaType: "multipart/signed", Children: [_, { MediaType: "application/pkcs7-signature" or "application/x-pkcs7-signature" or "application/pgp-signature" }] };

    static bool IsOpenPgp(MessagePart root) => root.Children[1].MediaType == "application/pgp-signature";

    /// <summary>Exactly one sender, or nobody: with several, a signature does not say whose it is.</summary>
    public static string SenderOf(OpenedMessage message) => message.Envelope.From is [var only] ? only.Address : "";

    /// <returns>Null when the whole message is not signed.</returns>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<SignatureState?> ReadAsync(Guid personId, IMailStore store, string mailbox, OpenedMessage message, CancellationToken cancel)
    {
        if (!IsSigned(message.Structure)) return null;
        var (signed, signature) = (message.Structure!.Children[0], message.Structure.Children[1]);
        if (signed.Octets > MostSigned || signature.Octets > MostSignature) return SignatureState.NotChecked;
        var key = message.Envelope.Key;
        var header = await store.ReadPartAsync(mailbox, key, Raw($"{signed.Specifier}.MIME"), MostHeader, cancel);
        var body = await store.ReadPartAsync(mailbox, key, Raw(signed.Specifier), MostSigned + 1, cancel);
        var seal = await store.ReadPartAsync(mailbox, key, signature, MostSignature, cancel);
        if (header.Truncated || body.Truncated || seal.Truncated) return SignatureState.NotChecked;
        return Check(message.Structure, [.. header.Bytes.Span, .. body.Bytes.Span], seal.Bytes.ToArray(), SenderOf(message), await keys.OfAsync(personId, cancel));
    }

    /// <param name="root">A multipart that <see cref="IsSigned"/>.</param>
    public SignatureState Check(MessagePart root, byte[] covered, byte[] signature, string from, IReadOnlyList<PersonKey> known) =>
        IsOpenPgp(root) ? new OpenPgpVerifier(known).Check(covered, signature, from) : Kept(smime.Check(covered, signature, from), known);

    /// <summary>Signed-data around the whole message, and what it holds.</summary>
    public (SignatureState State, byte[]? Content) Open(byte[] signedData, string from, IReadOnlyList<PersonKey> known)
    {
        var (state, content) = smime.Open(signedData, from);
        return (Kept(state, known), content);
    }

    /// <summary>What no authority confirms, the person may have confirmed by keeping it.</summary>
    static SignatureState Kept(SignatureState state, IReadOnlyList<PersonKey> known) =>
        state.Fingerprint.Length > 0 && known.FirstOrDefault(key => key.Kind == KeyKind.Certificate && key.Fingerprint == state.Fingerprint && key.SpeaksFor(FoundKey.Fold(state.Signer))) is { } key
            ? new(SignatureVerdict.KnownKey, state.Signer, key.Name) : state;

    /// <summary>Octets as they were transferred: nothing is decoded.</summary>
    static MessagePart Raw(string specifier) => new(specifier, "text/plain", new Dictionary<string, string>(), "binary", 0, "", "", "", []);
}
