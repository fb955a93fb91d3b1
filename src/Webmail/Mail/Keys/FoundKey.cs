using Webmail.Mail.Accounts;

namespace Webmail.Mail.Keys;

/// <summary>A key as a file had it.</summary>
/// <param name="Addresses">As <see cref="PersonKey.Addresses"/>.</param>
/// <param name="Secret">The secret half, still under its passphrase; null for a public key.</param>
public sealed record FoundKey(KeyKind Kind, string Fingerprint, string Name, string Addresses, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, byte[] Public, byte[]? Secret)
{
    /// <summary>Each as it is compared, once.</summary>
    public static string Folded(IEnumerable<string> addresses) =>
        string.Concat(addresses.Select(Fold).Where(address => address.Length > 0).Distinct(StringComparer.Ordinal).Select(address => address + "\n"));

    /// <summary>Empty for what is no address.</summary>
    public static string Fold(string address) => AddrSpec.TryParse(address, out var parsed) ? parsed.Folded : "";
}

/// <summary>Why nothing was taken from a file, named by a sentence of the page.</summary>
public sealed class KeyRefused(KeyProblem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    public KeyProblem Problem { get; } = problem;
}

public enum KeyProblem
{
    /// <summary>Neither OpenPGP nor a certificate nor PKCS #12.</summary>
    NoKey,
    WrongPassphrase,
    /// <summary>The secret key has no passphrase of its own, and the one given is too short to lock it here.</summary>
    ShortPassphrase,
    /// <summary>It speaks for no address that it proves.</summary>
    NoAddress,
    /// <summary>A PKCS #12 without a secret key, or with one that is not RSA.</summary>
    NoSecret,
}
