using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>Finds the servers of an address and has them judge the password.</summary>
public sealed class SignInServers(ServerPresets presets, TypedServers typed, RefusalPace pace, Func<MailLogin, CancellationToken, Task> verify)
{
    /// <returns>The servers that accepted the password.</returns>
    /// <exception cref="SignInRefused">Servers must be typed, or those typed are not to be asked.</exception>
    /// <exception cref="MailFailure">The password is wrong, or the server cannot be asked.</exception>
    public async Task<ServerSettings> ProveAsync(SignInRequest request, CancellationToken cancel)
    {
        var started = pace.Start();
        if (presets.For(request.Address) is { } preset)
        {
            await JudgeAsync(preset, request.Password, started, cancel);
            return preset;
        }
        if (typed.Allowed)
        {
            var own = typed.Parse(request);
            await typed.GuardAsync(own, server => verify(Login(server, request.Password), cancel), cancel);
            return own;
        }
        // Which domains are served here is nobody's business: a hoster's list of customers is not to be read off the sign-in page.
        await pace.WaitAsRefusedAsync(started, cancel);
        throw new MailFailure(FailureKind.WrongPassword);
    }

    async Task JudgeAsync(ServerSettings preset, Secret password, long started, CancellationToken cancel)
    {
        try
        {
            await verify(Login(preset, password), cancel);
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.WrongPassword)
        {
            pace.Refused(started);
            throw;
        }
    }

    static MailLogin Login(ServerSettings servers, Secret password) =>
        new(Guid.Empty, "", 0, servers.Imap, servers.UserName, password, servers.TrustedCertificate);
}
