namespace Webmail.Mail.Stores;

/// <summary>How much room an account has (RFC 9208, STORAGE).</summary>
/// <param name="Used">Octets.</param>
/// <param name="Limit">Octets, more than zero.</param>
public sealed record MailQuota(long Used, long Limit)
{
    public double Share => Math.Min(1, (double)Used / Limit);

    /// <summary>Soon nothing comes in any more.</summary>
    public bool IsNearlyFull => Share >= 0.9;
}
