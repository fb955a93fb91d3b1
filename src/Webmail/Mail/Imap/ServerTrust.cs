using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// Encrypts a connection and says what is wrong with a certificate: expired, for another host, or of an unknown issuer. There is no way around a
/// refusal; an administrator may add trust anchors for a host. Revocation lists are not fetched: a slow list server would hang every sign-in.
/// </summary>
internal sealed class ServerTrust(string host, string? anchorsFile)
{
    FailureKind? verdict;

    /// <exception cref="MailFailure">TlsExpired, TlsWrongHost, TlsUnknownIssuer, TlsFailed.</exception>
    public static async Task<SslStream> EncryptAsync(Stream plain, ServerAddress server, string? anchorsFile, CancellationToken cancel)
    {
        var trust = new ServerTrust(server.Host, anchorsFile);
        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(trust.Options(), cancel);
            return tls;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw new MailFailure(trust.verdict ?? FailureKind.TlsFailed, e.InnerException?.Message ?? e.Message, e);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = host,
#pragma warning disable CA5398 // TLS 1.0 and 1.1 are refused whatever the system's policy still allows (RFC 8996).
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors),
    };

    bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (certificate is not X509Certificate2 leaf || chain is null) return Refuse(FailureKind.TlsFailed);
        var chainFailure = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? Judge(leaf, chain) : null;
        if (chainFailure is { } kind) return Refuse(kind);
        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || Refuse(FailureKind.TlsWrongHost);
    }

    bool Refuse(FailureKind kind)
    {
        verdict = kind;
        return false;
    }

    FailureKind? Judge(X509Certificate2 leaf, X509Chain presented)
    {
        if (anchorsFile is null) return Kind(presented);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(anchorsFile);
        chain.ChainPolicy.ExtraStore.AddRange(presented.ChainElements.Select(element => element.Certificate).ToArray());
        return chain.Build(leaf) ? null : Kind(chain);
    }

    static FailureKind Kind(X509Chain chain)
    {
        var problems = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if ((problems & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0) return FailureKind.TlsUnknownIssuer;
        return problems.HasFlag(X509ChainStatusFlags.NotTimeValid) ? FailureKind.TlsExpired : FailureKind.TlsFailed;
    }
}
