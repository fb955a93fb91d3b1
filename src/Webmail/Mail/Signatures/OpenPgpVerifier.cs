using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Webmail.Mail.Keys;

namespace Webmail.Mail.Signatures;

/// <summary>Checks OpenPGP signatures (RFC 3156 §5, RFC 9580 §5.2) with the keys that the person keeps. Asks no key server: that would tell who reads.</summary>
public sealed class OpenPgpVerifier(IReadOnlyList<PersonKey> known)
{
    static readonly HashAlgorithmTag[] Digests = [HashAlgorithmTag.Sha256, HashAlgorithmTag.Sha384, HashAlgorithmTag.Sha512, HashAlgorithmTag.Sha224];

    /// <param name="covered">The part that is signed, with its MIME header, octet by octet.</param>
    /// <param name="signature">Armored or binary.</param>
    /// <param name="from">The only address in From; empty for none.</param>
    public SignatureState Check(byte[] covered, byte[] signature, string from)
    {
        try
        {
            using var decoder = PgpUtilities.GetDecoderStream(new MemoryStream(signature));
            return new PgpObjectFactory(decoder).NextPgpObject() is PgpSignatureList list ? Check(covered, [.. Enumerable.Range(0, list.Count).Select(at => list[at])], from) : SignatureState.Broken;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return SignatureState.Broken;
        }
    }

    /// <summary>Exactly one: with several, a signature does not say whose it is (A65).</summary>
    public SignatureState Check(byte[] covered, IReadOnlyList<PgpSignature> signatures, string from)
    {
        if (signatures is not [var signature] || signature.SignatureType is not (PgpSignature.BinaryDocument or PgpSignature.CanonicalTextDocument)) return SignatureState.Broken;
        // What is signed over MD5 or SHA-1 can be made to fit another text.
        if (!Digests.Contains(signature.HashAlgorithm)) return SignatureState.Broken;
        var at = new DateTimeOffset(DateTime.SpecifyKind(signature.CreationTime, DateTimeKind.Utc));
        foreach (var key in known.Select(OpenPgpKey.Read).OfType<OpenPgpKey>())
        {
            if (key.Signer(signature.KeyId, at, out var expired) is not { } signer) continue;
            signature.InitVerify(signer);
            signature.Update(covered);
            if (!signature.Verify()) return SignatureState.Broken;
            return Judge(key, expired, from);
        }
        return new(SignatureVerdict.MissingKey, signature.KeyId.ToString("X16", System.Globalization.CultureInfo.InvariantCulture));
    }

    static SignatureState Judge(OpenPgpKey key, bool expired, string from)
    {
        var addresses = key.Addresses.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var sender = FoundKey.Fold(from);
        if (sender.Length == 0 || !addresses.Contains(sender, StringComparer.Ordinal)) return new(SignatureVerdict.OtherSender, addresses.FirstOrDefault() ?? key.Name);
        return new(expired ? SignatureVerdict.ExpiredKey : SignatureVerdict.KnownKey, sender, key.Name);
    }
}
