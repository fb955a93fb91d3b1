using Webmail.Mail.Signatures;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sealing;

/// <summary>How a message as a whole is wrapped.</summary>
public enum SealKind { None, OpenPgp, Smime }

/// <summary>What came of opening a message.</summary>
public enum SealState
{
    Opened,
    /// <summary>The key is here, and its passphrase has not been given in this session.</summary>
    Locked,
    /// <summary>Encrypted for other keys than the person has here.</summary>
    NoKey,
    /// <summary>Nothing protects it from having been changed on its way: who changed it could make it tell what it says (A66).</summary>
    Unprotected,
    /// <summary>Encrypted in a way that is known, and not read here: OpenPGP with AEAD, S/MIME for keys on elliptic curves or with GCM.</summary>
    Unread,
    /// <summary>Damaged, changed, or made in a way we do not know.</summary>
    Broken,
    TooLarge,
}

/// <summary>A message that was wrapped as a whole.</summary>
/// <param name="Encrypted">False when it was only signed.</param>
/// <param name="Signature">Around all that is shown; null for none.</param>
/// <param name="Inner">Only when it is <see cref="SealState.Opened"/>.</param>
public sealed record OpenedSeal(SealState State, bool Encrypted, SignatureState? Signature = null, MessageInMemory? Inner = null);

public static class SealedMail
{
    /// <summary>
    /// Only where the whole message is wrapped. A part among others is not opened: what surrounds it was written by somebody else and would be shown with it (A66).
    /// </summary>
    public static SealKind KindOf(MessagePart? root) => root switch
    {
        { MediaType: "multipart/encrypted", Children: [{ MediaType: "application/pgp-encrypted" }, { IsMultipart: false }] } => SealKind.OpenPgp,
        { MediaType: "application/pkcs7-mime" or "application/x-pkcs7-mime" } => SealKind.Smime,
        _ => SealKind.None,
    };

    /// <summary>The part with the octets to open.</summary>
    public static MessagePart ContentOf(MessagePart root) => root.IsMultipart ? root.Children[1] : root;
}
