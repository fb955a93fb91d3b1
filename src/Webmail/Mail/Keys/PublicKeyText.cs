using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Bcpg;

namespace Webmail.Mail.Keys;

/// <summary>The public half of a key as text: armored (RFC 9580 §6.2) or PEM (RFC 7468).</summary>
public static class PublicKeyText
{
    public static (string Text, string FileName) Of(PersonKey key) => key.Kind == KeyKind.Certificate
        ? (PemEncoding.WriteString("CERTIFICATE", key.Public) + "\n", $"certificate-{key.Fingerprint[^8..]}.pem")
        : (Armor(key.Public), $"openpgp-{key.Fingerprint[^16..]}.asc");

    /// <summary>OpenPGP packets as text.</summary>
    internal static string Armor(byte[] packets)
    {
        using var text = new MemoryStream();
        using (var armor = ArmoredOutputStream.Build().Build(text)) armor.Write(packets);
        return Encoding.ASCII.GetString(text.ToArray());
    }
}
