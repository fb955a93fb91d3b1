namespace Webmail.Mail.Signatures;

public enum SignatureVerdict
{
    /// <summary>Unchanged, by the one in From, whom an authority confirms that this server knows.</summary>
    Valid,
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
    public static readonly SignatureState NotChecked = new(SignatureVerdict.NotChecked), Broken = new(SignatureVerdict.Broken);
}
