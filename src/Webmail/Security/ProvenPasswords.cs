using System.Security.Cryptography;
using System.Text;

namespace Webmail.Security;

/// <summary>
/// Says whether a password is the one that was last proven for an account, so that a second device shares the connections of the first.
/// Fingerprints are keyed with a number that dies with the process; not knowing only costs new connections.
/// </summary>
public sealed class ProvenPasswords
{
    const int Capacity = 10_000;
    readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    readonly Lock gate = new();
    readonly Dictionary<string, (byte[] Fingerprint, int Version)> last = [];

    /// <summary>The version the account's credential has from now on: a new one unless this password is known to be the current one.</summary>
    public int VersionFor(string accountId, Mail.Accounts.Secret password, int current)
    {
        var fingerprint = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{accountId}\0{password.Reveal()}"));
        lock (gate)
        {
            if (last.TryGetValue(accountId, out var known) && known.Version == current && CryptographicOperations.FixedTimeEquals(known.Fingerprint, fingerprint))
                return current;
            if (last.Count >= Capacity) last.Clear();
            last[accountId] = (fingerprint, current + 1);
            return current + 1;
        }
    }
}
