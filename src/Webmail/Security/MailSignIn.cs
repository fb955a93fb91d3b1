using System.Net;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>What a person typed, and where from.</summary>
/// <param name="Typed">The servers they typed; none unless they were asked for them.</param>
/// <param name="Device">Of <see cref="KnownDevices"/>; null for a browser not seen before.</param>
/// <param name="OldTicket">Of the session this browser still has; it ends when the new one begins.</param>
public sealed record SignInRequest(AddrSpec Address, Secret Password, TypedNames Typed, bool Keep, IPAddress? From, string? Device, Secret OldTicket, string UserAgent)
{
    /// <summary>Half of the key of that session: what it could open and the new one cannot is handed on.</summary>
    public Secret OldSecret { get; init; }

    /// <summary>What their provider has allowed instead of a password; its secret is then in the place of the password.</summary>
    public NewConnection? Connection { get; init; }
}

public enum SignInProblem { NotAnAddress, PasswordMissing, WrongPassword, TooManyTries, ServersNeeded, ServersRefused, ProviderRefuses, ProviderOnly, OtherMailbox, MailServer }

/// <summary>Either a session, or the problem and what belongs to it.</summary>
public sealed record SignInOutcome(NewSession? Session, SignInProblem Problem = default, FailureKind Failure = default, TimeSpan Wait = default)
{
    /// <summary>Servers that were found for the address, for the person to look at.</summary>
    public FoundServers? Found { get; init; }

    /// <summary>The known provider that has the mailbox, which may want something of its own.</summary>
    public KnownProvider? Provider { get; init; }

    /// <summary>The provider whose sign-in opens the mailbox; empty where a password does.</summary>
    public string Connects { get; init; } = "";

    public static SignInOutcome Not(SignInProblem problem, FailureKind failure = default) => new(null, problem, failure);
}

/// <summary>Signing in: the mail server's word is the proof. Asked once for each try, and never when guesses come too fast.</summary>
public sealed class MailSignIn(SignInServers servers, SignInThrottle throttle, Admission admission, SessionStore sessions, SecurityLog log)
{
    public async Task<SignInOutcome> TryAsync(SignInRequest request, CancellationToken cancel)
    {
        var address = request.Address.Folded;
        if (throttle.TryBegin(address, request.From, request.Device, out var wait) is not { } reservation)
        {
            log.Throttled(address, request.From, (int)wait.TotalSeconds);
            return new SignInOutcome(null, SignInProblem.TooManyTries, Wait: wait);
        }
        KnownProvider? provider = null;
        try
        {
            var found = await servers.FindAsync(request, cancel);
            provider = found.Provider;
            var candidate = await admission.PrepareAsync(request.Address, found, request.Password, cancel);
            await servers.ProveAsync(candidate.Login(request.Password) with { Tokens = request.Connection?.Tokens }, cancel);
            reservation.Succeeded();
            var account = await admission.AdmitAsync(candidate, request.Password, cancel);
            if (request.Connection is { } connection) await connection.KeepAsync(account, cancel);
            log.SignedIn(account.PersonId, request.From);
            var begun = await sessions.BeginAsync(account, request.Password, request.Keep, new SessionPlace(request.UserAgent, request.From, request.OldSecret), cancel);
            if (!request.OldTicket.IsEmpty) await sessions.EndAsync(request.OldTicket, cancel);
            return new SignInOutcome(begun);
        }
        catch (SignInRefused refused)
        {
            if (refused.Problem is SignInProblem.ServersNeeded or SignInProblem.ProviderRefuses or SignInProblem.ProviderOnly) reservation.WasNoTry();
            return SignInOutcome.Not(refused.Problem) with { Found = refused.Found, Provider = refused.Found?.Provider, Connects = refused.Connects };
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.WrongPassword)
        {
            log.Refused(address, request.From);
            return SignInOutcome.Not(request.Connection is null ? SignInProblem.WrongPassword : SignInProblem.OtherMailbox) with { Provider = provider, Connects = request.Connection?.Provider ?? "" };
        }
        catch (MailFailure failure)
        {
            reservation.WasNoTry();
            log.MailServerFailed(request.Address.Domain, failure.Kind, failure.InnerException?.Message ?? failure.ServerText);
            return SignInOutcome.Not(SignInProblem.MailServer, failure.Kind);
        }
    }
}

/// <summary>The sign-in cannot go on as typed.</summary>
public sealed class SignInRefused(SignInProblem problem, FoundServers? found = null) : Exception(problem.ToString())
{
    public FoundServers? Found { get; } = found;
    public string Connects { get; init; } = "";
    public SignInProblem Problem { get; } = problem;
}
