using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>What came of somebody's way to a provider and back.</summary>
/// <param name="Session">Who signed in has one now; <paramref name="Added"/> is the account of who was signed in already.</param>
/// <param name="Problem">Where neither is there.</param>
public sealed record ConnectedOutcome(string Address, NewSession? Session, MailAccount? Added, SignInOutcome? Problem);

/// <summary>Ends a <see cref="ConnectionFlow"/>: the code becomes tokens, and the mail server that takes them is the proof, as it is of a password.</summary>
public sealed class ConnectedSignIn(ConnectionDoor door, MailSignIn signIn, SignInServers servers, AddedAccounts adding, KnownDevices devices)
{
    /// <exception cref="OAuthRefused">The provider does not redeem the code.</exception>
    /// <exception cref="MailFailure">The provider cannot be asked now.</exception>
    public async Task<ConnectedOutcome> FinishAsync(HttpContext context, CurrentPerson me, OAuthPreset preset, ConnectionFlow flow, string code, CancellationToken cancel)
    {
        var (connection, said) = await door.RedeemAsync(context, preset, flow, code, cancel);
        var typed = flow.Address.Length > 0 ? flow.Address : said;
        if (!AddrSpec.TryParse(typed, out var address)) return new(typed, null, null, SignInOutcome.Not(SignInProblem.NotAnAddress) with { Connects = preset.Name });
        if (flow.Person != Guid.Empty) return await AddAsync(context, me, address, connection, cancel);
        var cookies = context.RequestServices.GetRequiredService<SessionCookies>();
        var request = new SignInRequest(address, connection.Secret, TypedNames.None, flow.Keep, context.Connection.RemoteIpAddress, devices.Recognise(context.Request, address.Folded),
            cookies.TicketOf(context.Request), context.Request.Headers.UserAgent.ToString()) { OldSecret = cookies.SecretOf(context.Request), Connection = connection };
        var outcome = await signIn.TryAsync(request, cancel);
        if (outcome.Session is null) return new(typed, null, null, outcome);
        cookies.Give(context.Response, outcome.Session);
        devices.Remember(context.Response, address.Folded);
        return new(typed, outcome.Session, null, null);
    }

    async Task<ConnectedOutcome> AddAsync(HttpContext context, CurrentPerson me, AddrSpec address, NewConnection connection, CancellationToken cancel)
    {
        try
        {
            var its = await servers.OfConnectionAsync(address, connection, cancel);
            var added = await adding.AddAsync(me, new AccountRequest(address, connection.Secret, its.Own ? its : null, context.Connection.RemoteIpAddress) { Connection = connection }, cancel);
            return new(address.ToString(), null, added.Account, added.Account is null ? added.Problem : null);
        }
        catch (SignInRefused refused)
        {
            return new(address.ToString(), null, null, SignInOutcome.Not(refused.Problem) with { Connects = refused.Connects });
        }
    }
}
