using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Imap;
using MailKit.Security;
using Webmail.MailServers;

namespace Webmail.Tests.Support;

/// <summary>A plain MailKit client that trusts a test server's authority and checks everything else, for looking at mailboxes from outside.</summary>
public static class TrustedImap
{
    public static async Task<ImapClient> OpenAsync(MailPerson person)
    {
        var client = new ImapClient();
        Trust(client, person.Server.CertificatePath);
        await client.ConnectAsync("localhost", person.Server.Ports.Imaps, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(person.Address, person.Password);
        return client;
    }

    public static void Trust(MailKit.MailService client, string authority)
    {
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && Leads(certificate, authority);
    }

    static bool Leads(X509Certificate? certificate, string authority)
    {
        using var root = X509CertificateLoader.LoadCertificateFromFile(authority);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is X509Certificate2 leaf && chain.Build(leaf);
    }
}
