using System.Security.Cryptography;
using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>HMAC-SHA-256 with keys made from the master keys for one purpose. Signs with the current one, accepts all: nodes and rotations agree.</summary>
public class MacKeys(MasterKeys keys, string purpose)
{
    readonly byte[] current = keys.Derive(keys.CurrentId, purpose)!;
    readonly byte[][] all = [.. keys.Ids.Select(id => keys.Derive(id, purpose)!)];

    public byte[] Sign(ReadOnlySpan<byte> message) => HMACSHA256.HashData(current, message);

    /// <summary>In constant time for each key.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> mac)
    {
        var valid = false;
        foreach (var key in all) valid |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, message), mac);
        return valid;
    }
}

/// <summary>Signs the capability URLs of message bodies and images.</summary>
public sealed class ContentKeys(MasterKeys keys) : MacKeys(keys, "webmail content urls");
