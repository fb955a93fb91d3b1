using System.Net;
using System.Text;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Mail.Keys;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Encrypted messages as GnuPG makes them, and keys that are brought along.</summary>
public abstract class SealedMail
{
    protected const string Ann = "Ann <ann@example.test>", Head = "To: me@example.test\r\nSubject: Sealed\r\nMIME-Version: 1.0\r\n";
    protected const string Entity = "Content-Type: multipart/mixed; boundary=in\r\nSubject: What it is about\r\n\r\n--in\r\nContent-Type: text/html\r\n\r\n<p>The secret plan</p><img src=\"https://evil.test/track\"><script>alert(1)</script>\r\n--in\r\n"
        + "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=plan.txt\r\nContent-Transfer-Encoding: base64\r\n\r\nb25lCg==\r\n--in--\r\n";

    /// <summary>RFC 3156 §6.2: signed and encrypted in one. With no sender, a part to put into a message.</summary>
    private protected static string Pgp(string from, GnuPg gpg, string entity, string to = "me@example.test")
    {
        var block = Encoding.ASCII.GetString(gpg.Run(Encoding.ASCII.GetBytes(entity), "--armor", "--sign", "--local-user", "ann@example.test", "--encrypt", "--recipient", to));
        return (from.Length > 0 ? $"From: {from}\r\n{Head}" : "") + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=enc\r\n\r\n--enc\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--enc\r\n"
            + $"Content-Type: application/octet-stream\r\n\r\n{block.ReplaceLineEndings("\r\n")}\r\n--enc--\r\n";
    }

    private protected static async Task ImportAsync(ReadingDesk desk, byte[] file, string passphrase)
    {
        using var page = await desk.Browser.GetAsync("/settings/keys");
        var token = System.Text.RegularExpressions.Regex.Match(await page.Content.ReadAsStringAsync(), "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new StringContent(passphrase), "passphrase" }, { new ByteArrayContent(file), "file", "key" } };
        using var answer = await desk.Browser.Http.PostAsync("/settings/keys?handler=import", form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }
}
