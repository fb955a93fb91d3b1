namespace Webmail.Mail.Accounts;

/// <summary>A password or key in memory. Never prints itself; <see cref="Reveal"/> is called where it goes on the wire or into the vault.</summary>
public readonly struct Secret(string value) : IEquatable<Secret>
{
    readonly string value = value;

    public string Reveal() => value ?? "";
    public bool IsEmpty => string.IsNullOrEmpty(value);
    public override string ToString() => "***";
    public bool Equals(Secret other) => value == other.value;
    public override bool Equals(object? obj) => obj is Secret other && Equals(other);
    public override int GetHashCode() => 0;
    public static bool operator ==(Secret left, Secret right) => left.Equals(right);
    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);
}
