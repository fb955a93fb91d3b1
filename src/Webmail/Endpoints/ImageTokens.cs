using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Webmail.Hosting;
using Webmail.Mail.Sanitizing;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary>A picture someone may have fetched for a while.</summary>
/// <param name="Url">As the sender wrote it: http or https, nothing else has been checked.</param>
/// <param name="Message">Stands for the message it is shown in.</param>
sealed record ImageRequest(Guid PersonId, string Url, long Message);

/// <summary>
/// Addresses of remote pictures on our proxy. The body's origin is opaque and sends no cookies, so the address itself is the right to fetch:
/// person, message, URL and expiry under an HMAC. It opens nothing of the mailbox and serves nobody as an open proxy (A51).
/// </summary>
sealed class ImageTokens(ContentKeys keys, TimeProvider time, WebmailSettings settings)
{
    public const string Path = "/images/";
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    const int MaxUrl = 4096;
    const int Head = 1 + 8 + 16;
    const int MacSize = 32;

    /// <summary>Where all of them begin, absolute: a policy of an opaque origin knows no paths of its own.</summary>
    public string Root(HttpRequest request) =>
        (settings.ContentOrigin ?? settings.AppOrigin ?? $"{request.Scheme}://{request.Host}") + request.PathBase + Path;

    /// <summary>The rule for one message: an address for each http(s) picture, null for what is too long.</summary>
    public Func<string, string?> For(HttpRequest request, Guid person, string message)
    {
        var root = Root(request);
        return url => url.Length <= MaxUrl ? root + Issue(person, message, url) : null;
    }

    public string Issue(Guid person, string message, string url)
    {
        var payload = new byte[Head + Encoding.UTF8.GetByteCount(url)];
        payload[0] = CleaningRules.PolicyVersion;
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(1), time.GetUtcNow().Add(Life).ToUnixTimeSeconds());
        person.TryWriteBytes(payload.AsSpan(9));
        Encoding.UTF8.GetBytes(url, payload.AsSpan(Head));
        // The message is part of what is signed, not of what is sent: two messages never share an address.
        var scope = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(message))[..8];
        return Base64Url.EncodeToString([.. keys.Sign([.. scope, .. payload]), .. scope, .. payload]);
    }

    public bool TryOpen(string token, [NotNullWhen(true)] out ImageRequest? image)
    {
        image = null;
        if (token.Length > 3 * MaxUrl * 4 / 3 || !Base64Url.IsValid(token)) return false;
        var bytes = Base64Url.DecodeFromChars(token).AsSpan();
        if (bytes.Length <= MacSize + 8 + Head || !keys.Verify(bytes[MacSize..], bytes[..MacSize])) return false;
        var payload = bytes[(MacSize + 8)..];
        if (payload[0] != CleaningRules.PolicyVersion || BinaryPrimitives.ReadInt64BigEndian(payload[1..]) < time.GetUtcNow().ToUnixTimeSeconds()) return false;
        image = new(new Guid(payload.Slice(9, 16)), Encoding.UTF8.GetString(payload[Head..]), BinaryPrimitives.ReadInt64BigEndian(bytes[MacSize..]));
        return true;
    }
}
