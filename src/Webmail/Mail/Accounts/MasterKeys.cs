using System.Security.Cryptography;
using System.Text;

namespace Webmail.Mail.Accounts;

/// <summary>
/// The keys that are not in the database. The first seals; all open, so that a key is rotated by putting a new one on top.
/// A key is named by a hash of itself: there is no number to keep in order.
/// </summary>
public sealed class MasterKeys
{
    public const int Size = 32;
    readonly Dictionary<string, byte[]> keys = [];

    /// <param name="keys">32 bytes each, the current one first.</param>
    public MasterKeys(params IReadOnlyList<byte[]> keys)
    {
        if (keys.Count == 0 || keys.Any(key => key.Length != Size)) throw new ArgumentException("Master keys are 32 bytes each.", nameof(keys));
        foreach (var key in keys) this.keys.TryAdd(NameOf(key), key);
        CurrentId = NameOf(keys[0]);
    }

    public string CurrentId { get; }
    public IEnumerable<string> Ids => keys.Keys;

    /// <summary>A key for one purpose (RFC 5869); null when the master key of that name is not known here any more.</summary>
    public byte[]? Derive(string keyId, string purpose, ReadOnlySpan<byte> salt = default)
    {
        if (!keys.TryGetValue(keyId, out var master)) return null;
        var key = new byte[Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, key, salt, Encoding.UTF8.GetBytes(purpose));
        return key;
    }

    /// <summary>Reads the file format: one key per line in base64, the current one first; or exactly 32 raw bytes.</summary>
    /// <exception cref="FormatException">Neither.</exception>
    public static MasterKeys Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length == Size) return new MasterKeys(file.ToArray());
        var lines = Encoding.ASCII.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var keys = lines.Select(Convert.FromBase64String).ToArray();
        return keys.Length > 0 && keys.All(key => key.Length == Size) ? new MasterKeys(keys) : throw new FormatException("A key is not 32 bytes long.");
    }

    static string NameOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData([.. "webmail master key name"u8, .. key]))[..16];
}
