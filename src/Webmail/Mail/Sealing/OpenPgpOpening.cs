using Org.BouncyCastle.Bcpg.OpenPgp;
using Webmail.Mail.Keys;

namespace Webmail.Mail.Sealing;

/// <summary>What lay in an OpenPGP message.</summary>
/// <param name="Signatures">Inside, over all of <paramref name="Content"/>.</param>
public sealed record PgpContent(SealState State, byte[]? Content = null, IReadOnlyList<PgpSignature>? Signatures = null);

/// <summary>
/// Opens an OpenPGP message (RFC 9580 §10.3): nothing of it is given out before its integrity is proven, and what is unprotected is not opened at all (A66, EFAIL).
/// </summary>
public sealed class OpenPgpOpening(IReadOnlyList<OwnKey> open, IReadOnlyList<PersonKey> own, int most)
{
    const int MostRecipients = 200, MostLayers = 2, MostPackets = 16;

    public PgpContent Open(byte[] message)
    {
        try
        {
            return Find(message);
        }
        catch (CappedStream.Full)
        {
            return new(SealState.TooLarge);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Hostile bytes in a library: whatever it throws, the message cannot be opened.
            return new(SealState.Broken);
        }
    }

    PgpContent Find(byte[] message)
    {
        // The library knows these packets and does not decrypt them.
        using (var packets = PgpUtilities.GetDecoderStream(new MemoryStream(message))) if (PgpPackets.HasAead(packets)) return new(SealState.Unread);
        using var decoder = PgpUtilities.GetDecoderStream(new MemoryStream(message));
        var objects = new PgpObjectFactory(decoder);
        var first = objects.NextPgpObject();
        if (first is PgpMarker) first = objects.NextPgpObject();
        if (first is not PgpEncryptedDataList list) return new(SealState.Broken);
        var recipients = list.GetEncryptedDataObjects().OfType<PgpPublicKeyEncryptedData>().Take(MostRecipients).ToList();
        foreach (var recipient in recipients)
        {
            // EFAIL: without modification detection anybody could have changed what it says.
            if (!recipient.IsIntegrityProtected()) return new(SealState.Unprotected);
            foreach (var key in open)
                if (SecretOf(key, recipient.KeyId) is { } secret && TryOpen(recipient, secret) is { } content) return content;
        }
        var mine = own.Where(key => key.Kind == KeyKind.OpenPgp && recipients.Any(recipient => recipient.KeyId == 0 || new PgpPublicKeyRing(key.Public).GetPublicKey(recipient.KeyId) is not null)).Select(key => key.Id).ToList();
        if (mine.Count == 0) return new(SealState.NoKey);
        return mine.Except(open.Select(key => key.Key.Id)).Any() ? new(SealState.Locked) : new(recipients.Any(recipient => recipient.KeyId == 0) ? SealState.NoKey : SealState.Broken);
    }

    /// <summary>Whoever is hidden has the number 0: every key may be meant.</summary>
    static PgpPrivateKey? SecretOf(OwnKey key, long keyId)
    {
        if (key.Key.Kind != KeyKind.OpenPgp) return null;
        var ring = new PgpSecretKeyRing(key.Material.Bytes);
        var secret = keyId != 0 ? ring.GetSecretKey(keyId) : ring.GetSecretKeys().FirstOrDefault(secret => secret.PublicKey.IsEncryptionKey && !secret.IsMasterKey);
        return secret is null || secret.IsPrivateKeyEmpty ? null : secret.ExtractPrivateKeyUtf8(key.Material.Passphrase.Reveal().ToCharArray());
    }

    /// <summary>Null when the key is not the one.</summary>
    PgpContent? TryOpen(PgpPublicKeyEncryptedData recipient, PgpPrivateKey secret)
    {
        Stream clear;
        try
        {
            clear = recipient.GetDataStream(secret);
        }
        catch (PgpException)
        {
            return recipient.KeyId == 0 ? null : new(SealState.Broken);
        }
        using var capped = new CappedStream(clear, most);
        var content = Read(capped, 0);
        capped.CopyTo(Stream.Null);
        return content is null || !recipient.Verify() ? new(SealState.Broken) : content;
    }

    /// <summary>Exactly one literal, with nothing beside it but what signs it: anything else could be shown as if it were covered (A65).</summary>
    PgpContent? Read(Stream packets, int layer)
    {
        var objects = new PgpObjectFactory(packets);
        (byte[]? content, List<PgpSignature> signatures) = (null, []);
        for (var count = 0; objects.NextPgpObject() is { } next; count++)
        {
            if (count >= MostPackets) return null;
            switch (next)
            {
                case PgpCompressedData compressed when content is null && count == 0 && layer < MostLayers:
                    using (var unpacked = new CappedStream(compressed.GetDataStream(), most))
                    {
                        var inner = Read(unpacked, layer + 1);
                        return objects.NextPgpObject() is null ? inner : null;
                    }
                case PgpLiteralData literal when content is null:
                    content = All(literal.GetInputStream());
                    break;
                case PgpSignatureList list when content is not null:
                    signatures.AddRange(Enumerable.Range(0, list.Count).Select(at => list[at]));
                    break;
                case PgpOnePassSignatureList when content is null:
                case PgpMarker:
                case PgpPadding:
                    break;
                default:
                    return null;
            }
        }
        return content is null ? null : new(SealState.Opened, content, signatures);
    }

    byte[] All(Stream literal)
    {
        using var capped = new CappedStream(literal, most);
        using var bytes = new MemoryStream();
        capped.CopyTo(bytes);
        return bytes.ToArray();
    }
}
