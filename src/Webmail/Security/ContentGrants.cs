using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Webmail.Hosting;
using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>
/// Addresses on the content host, which knows no cookies: the address carries the session it was made in, sealed with a key of this server, for one path and a few
/// minutes. It opens nothing else, and nothing any more once that session has ended.
/// </summary>
public sealed class ContentGrants(MasterKeys keys, SessionCookies cookies, TimeProvider time)
{
    public const string Path = "/opened/";
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    const string Purpose = "webmail content grants";
    const int NonceSize = 12, TagSize = 16, HeadSize = NonceSize + TagSize, TimeSize = 8, MostChars = 4096;

    /// <summary>The right of whoever asks to what they ask for, as it stands in an address.</summary>
    public string Issue(HttpRequest request)
    {
        string[] names = [cookies.TicketName, cookies.SecretName, "webmail-zone", Languages.Cookie];
        var carried = string.Join("; ", names.Where(request.Cookies.ContainsKey).Select(name => $"{name}={Uri.EscapeDataString(request.Cookies[name]!)}"));
        var plain = new byte[TimeSize + Encoding.UTF8.GetByteCount(carried)];
        BinaryPrimitives.WriteInt64BigEndian(plain, time.GetUtcNow().Add(Life).ToUnixTimeSeconds());
        Encoding.UTF8.GetBytes(carried, plain.AsSpan(TimeSize));
        var token = new byte[HeadSize + plain.Length];
        RandomNumberGenerator.Fill(token.AsSpan(0, NonceSize));
        using var seal = new AesGcm(keys.Derive(keys.CurrentId, Purpose)!, TagSize);
        seal.Encrypt(token.AsSpan(0, NonceSize), plain, token.AsSpan(HeadSize), token.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(request.Path));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>What the browser would have sent as its cookies; null for a right to something else, or one that is over.</summary>
    public string? Open(string token, string path)
    {
        if (token.Length > MostChars || !Base64Url.IsValid(token)) return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= HeadSize + TimeSize) return null;
        return keys.Ids.Select(id => Opened(bytes, path, id)).FirstOrDefault(found => found is not null);
    }

    string? Opened(byte[] token, string path, string keyId)
    {
        using var seal = new AesGcm(keys.Derive(keyId, Purpose)!, TagSize);
        var plain = new byte[token.Length - HeadSize];
        try
        {
            seal.Decrypt(token.AsSpan(0, NonceSize), token.AsSpan(HeadSize), token.AsSpan(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(path));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return BinaryPrimitives.ReadInt64BigEndian(plain) < time.GetUtcNow().ToUnixTimeSeconds() ? null : Encoding.UTF8.GetString(plain.AsSpan(TimeSize));
    }
}
