using System.Security.Cryptography;

namespace Webmail.Mail.Accounts;

/// <summary>AES-256-GCM with a random 96-bit nonce in front and the tag behind (NIST SP 800-38D).</summary>
static class AesBox
{
    const int Nonce = 12, Tag = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound)
    {
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce, plain.Length), box.AsSpan(Nonce + plain.Length), bound);
        return box;
    }

    /// <summary>Null when the key, the bound data or the box is not the one it was sealed with.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> bound)
    {
        if (box.Length < Nonce + Tag) return null;
        var plain = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        try
        {
            aes.Decrypt(box[..Nonce], box[Nonce..^Tag], box[^Tag..], plain, bound);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
