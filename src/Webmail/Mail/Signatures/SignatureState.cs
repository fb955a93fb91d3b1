namespace Webmail.Mail.Signatures;

public enum SignatureVerdict
{
    /// <summary>Unchanged, by the one in From, whom an authority confirms that this server knows.</summary>
    Valid,
    /// <summary>Unchanged, by the one in From, with a key that the person keeps as theirs.</summary>
    KnownKey,
    /// <summary>With a key that was revoked or not valid at that time.</summary>
    ExpiredKey,
    /// <summary>OpenPGP, by a key that is not here: nothing can be said.</summary>
    MissingKey,
    /// <summary>Unchanged, by somebody who calls themselves so; nobody we know confirms it.</summary>
    UnknownIssuer,
    /// <summary>Unchanged, but by another address than the one in From.</summary>
    OtherSender,
    /// <summary>Changed after it was signed, or forged, or with a method that does not hold any more.</summary>
    Broken,
    /// <summary>Too large, or not to be understood.</summary>
    NotChecked,
}

/// <summary>What a signature around the whole message says.</summary>
/// <param name="Signer">The address in the signer's certificate (hostile where nobody confirms it).</param>
/// <param name="Issuer">Who confirms it.</param>
public sealed record SignatureState(SignatureVerdict Verdict, string Signer = "", string Issuer = "")
{
    /// <summary>Of a certificate that nobody confirms: the person may keep it all the same.</summary>
    public string Fingerprint { get; init; } = "";

    public bool IsGood => Verdict is SignatureVerdict.Valid or SignatureVerdict.KnownKey;
    public bool IsWarning => Verdict is SignatureVerdict.OtherSender or SignatureVerdict.Broken or SignatureVerdict.ExpiredKey;

    public static readonly SignatureState NotChecked = new(SignatureVerdict.NotChecked), Broken = new(SignatureVerdict.Broken);
}
