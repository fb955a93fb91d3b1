namespace Webmail.Mail.Accounts;

public enum UserNameForm { Address, LocalPart }

/// <summary>The administrator's word on which servers keep a domain's mail: <c>Webmail__Servers__0__…</c>.</summary>
public sealed class ServerPreset
{
    /// <summary><c>example.org</c>, or <c>*</c> for every domain that has no entry of its own.</summary>
    public string Domain { get; set; } = "";
    public string Imap { get; set; } = "";
    public string Smtp { get; set; } = "";
    public string Pop3 { get; set; } = "";
    public string Sieve { get; set; } = "";
    public UserNameForm UserName { get; set; } = UserNameForm.Address;
    public string TrustedCertificate { get; set; } = "";
    /// <summary>authserv-ids, parted by commas, under which this domain's server writes what it checked (RFC 8601 §2.5).</summary>
    public string AuthenticationResults { get; set; } = "";
    /// <summary>Whether passwords may travel unencrypted to a host that is not this machine.</summary>
    public bool AllowPlain { get; set; }
}
