using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Accounts;

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

    /// <summary>The version the account's credential gets with this password: a new one unless it is known to be the current one.</summary>
    public int VersionFor(MailAccount account, Secret password)
    {
        lock (gate)
        {
            var same = last.TryGetValue(account.Id, out var known) && known.Version == account.CredentialVersion
                && CryptographicOperations.FixedTimeEquals(known.Fingerprint, Fingerprint(account, password));
            return same ? account.CredentialVersion : account.CredentialVersion + 1;
        }
    }

    /// <summary>The mail server has accepted this password as the account's current version.</summary>
    public void Record(MailAccount account, Secret password)
    {
        lock (gate)
        {
            if (last.Count >= Capacity) last.Clear();
            last[account.Id] = (Fingerprint(account, password), account.CredentialVersion);
        }
    }

    byte[] Fingerprint(MailAccount account, Secret password) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{account.Id}\0{password.Reveal()}"));
}
