using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>
/// Remembers in the browser that it once signed in to a mailbox: a random number, signed together with the address. It gives no access;
/// it only keeps strangers' guesses from slowing its owner down (the OWASP device cookie).
/// </summary>
public sealed class KnownDevices(MasterKeys keys, bool https)
{
    readonly MacKeys mac = new(keys, "webmail known devices");

    public string CookieName { get; } = https ? "__Host-webmail-device" : "webmail-device";

    /// <summary>The device's number when it has signed in to this mailbox before, else null.</summary>
    public string? Recognise(HttpRequest request, string address)
    {
        var parts = (request.Cookies[CookieName] ?? "").Split('.');
        if (parts.Length != 2 || parts[0].Length != 22 || !Base64Url.IsValid(parts[1])) return null;
        return mac.Verify(Message(parts[0], address), Base64Url.DecodeFromChars(parts[1])) ? parts[0] : null;
    }

    public void Remember(HttpResponse response, string address)
    {
        var device = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        response.Cookies.Append(CookieName, $"{device}.{Base64Url.EncodeToString(mac.Sign(Message(device, address)))}", new CookieOptions
        {
            HttpOnly = true, Secure = https, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = TimeSpan.FromDays(365),
        });
    }

    static byte[] Message(string device, string address) => Encoding.UTF8.GetBytes($"{device}\0{address}");
}
