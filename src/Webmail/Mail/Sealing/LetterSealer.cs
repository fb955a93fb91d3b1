using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using Webmail.Mail.Keys;
using Webmail.Mail.Reading;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sealing;

/// <summary>Signs and encrypts a message that is ready to go, by its plan (RFC 3156, RFC 8551).</summary>
static class LetterSealer
{
    public static void Seal(MimeMessage message, SealPlan plan, DateTimeOffset now)
    {
        var pgp = plan.Own!.Kind == KeyKind.OpenPgp;
        var body = message.Body!;
        if (plan.AttachKey) message.Body = body = WithKey(body, plan.Own);
        // RFC 3156 §5: what servers may change on the way (white space at the end of a line) is not there to be changed.
        foreach (var text in message.BodyParts.OfType<TextPart>().Where(text => text.ContentTransferEncoding == ContentEncoding.SevenBit)) text.ContentTransferEncoding = ContentEncoding.QuotedPrintable;
        if (plan.Encrypt) message.Body = pgp ? Encrypted(body, plan, now) : Enveloped(body, plan);
        else if (plan.Sign) Sign(message, plan.Open!, pgp);
    }

    static MultipartEncrypted Encrypted(MimeEntity body, SealPlan plan, DateTimeOffset now)
    {
        var sealedText = OpenPgpSealing.Encrypt(Octets(body), plan.Recipients, plan.Sign ? plan.Open : null, now);
        var encrypted = new MultipartEncrypted { Part("application/pgp-encrypted", "Version: 1\r\n"), Part("application/octet-stream", sealedText, "encrypted.asc") };
        encrypted.ContentType.Parameters["protocol"] = "application/pgp-encrypted";
        return encrypted;
    }

    static MimePart Enveloped(MimeEntity body, SealPlan plan)
    {
        var bytes = plan.Sign ? Octets(Pkcs7(SmimeSealing.Sign(Octets(body), plan.Open!, detached: false), "signed-data", "smime.p7m")) : Octets(body);
        return Pkcs7(SmimeSealing.Encrypt(bytes, plan.Recipients), "enveloped-data", "smime.p7m");
    }

    /// <summary>
    /// Signed is what is written, octet by octet: the message is written once with an empty signature, and what then stands between the boundaries is signed.
    /// </summary>
    static void Sign(MimeMessage message, OwnKey key, bool pgp)
    {
        var seal = pgp ? Part("application/pgp-signature", "", "signature.asc") : Pkcs7([], "", "smime.p7s");
        if (!pgp) seal.ContentType.MediaSubtype = "pkcs7-signature";
        var signed = new MultipartSigned { message.Body!, seal };
        signed.ContentType.Parameters["protocol"] = seal.ContentType.MimeType;
        signed.ContentType.Parameters["micalg"] = pgp ? "pgp-sha256" : "sha-256";
        message.Body = signed;
        var covered = Covered(message);
        var octets = pgp ? Encoding.ASCII.GetBytes(OpenPgpSealing.Sign(covered, key).ReplaceLineEndings("\r\n")) : SmimeSealing.Sign(covered, key, detached: true);
        seal.Content = new MimeContent(new MemoryStream(octets));
    }

    static byte[] Covered(MimeMessage message)
    {
        using var bytes = new MemoryStream();
        message.WriteTo(MimeComposer.Format, bytes);
        var written = MessageInMemory.Read(bytes.ToArray(), CancellationToken.None) ?? throw new InvalidOperationException("What was written cannot be read.");
        return written.Raw(written.Structure.Children[0]);
    }

    static Multipart WithKey(MimeEntity body, PersonKey own)
    {
        var (text, name) = PublicKeyText.Of(own);
        var part = Part(own.Kind == KeyKind.OpenPgp ? "application/pgp-keys" : "application/x-x509-user-cert", text, name);
        part.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name };
        return new Multipart("mixed") { body, part };
    }

    static MimePart Part(string type, string text, string name = "")
    {
        var part = new MimePart(ContentType.Parse(type)) { Content = new MimeContent(new MemoryStream(Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n")))), ContentTransferEncoding = ContentEncoding.SevenBit };
        if (name.Length > 0) part.ContentType.Name = name;
        return part;
    }

    static MimePart Pkcs7(byte[] der, string type, string name)
    {
        var part = new MimePart("application", "pkcs7-mime")
        {
            Content = new MimeContent(new MemoryStream(der)), ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name },
        };
        if (type.Length > 0) part.ContentType.Parameters["smime-type"] = type;
        part.ContentType.Name = name;
        return part;
    }

    static byte[] Octets(MimeEntity entity)
    {
        using var bytes = new MemoryStream();
        entity.WriteTo(MimeComposer.Format, bytes);
        return bytes.ToArray();
    }
}
