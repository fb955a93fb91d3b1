using System.Net;
using System.Text;
using MailKit;
using MailKit.Security;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>How a connection logs in: the strongest mechanism that we choose and the server has; never one that only the server names.</summary>
static class MailSasl
{
    /// <summary>The mechanism for a password; null when the server has none of ours.</summary>
    public static SaslMechanism? ForPassword(MailLogin login, ICollection<string> offered)
    {
        var credential = new NetworkCredential(login.UserName, login.Password.Reveal());
        return offered.Contains("SCRAM-SHA-256") ? new SaslMechanismScramSha256(credential) :
            offered.Contains("SCRAM-SHA-1") ? new SaslMechanismScramSha1(credential) :
            offered.Contains("PLAIN") ? new SaslMechanismPlain(Encoding.UTF8, credential) :
            offered.Contains("LOGIN") ? new SaslMechanismLogin(Encoding.UTF8, credential) : null;
    }

    /// <summary>Logs in with an access token; once more with a new one when the server does not take it, because it may have been taken back before its time.</summary>
    /// <returns>False when this login has a password.</returns>
    /// <exception cref="AuthenticationException">The server does not take it.</exception>
    /// <exception cref="MailFailure">There is no token, or the server cannot be told one.</exception>
    public static async Task<bool> ByTokenAsync(IMailService client, MailLogin login, CancellationToken cancel)
    {
        if (login.Tokens is not { } tokens) return false;
        string[] offered = [.. client.AuthenticationMechanisms];
        async Task LogInAsync() => await client.AuthenticateAsync(ForToken(login.UserName, (await tokens.GetAsync(cancel)).Reveal(), offered), cancel);
        try
        {
            await LogInAsync();
        }
        catch (AuthenticationException) when (tokens.Forget())
        {
            await LogInAsync();
        }
        return true;
    }

    // RFC 7628, and what Google and Microsoft had before it.
    static SaslMechanism ForToken(string user, string token, string[] offered) =>
        offered.Contains("OAUTHBEARER") ? new SaslMechanismOAuthBearer(user, token) :
        offered.Contains("XOAUTH2") ? new SaslMechanismOAuth2(user, token) : throw new MailFailure(FailureKind.Refused, "OAUTHBEARER, XOAUTH2");
}
