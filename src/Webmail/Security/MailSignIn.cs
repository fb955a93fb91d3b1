using System.Net;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>What a person typed, and where from.</summary>
/// <param name="Imap">The IMAP server they typed; empty unless they were asked for it.</param>
/// <param name="Device">Of <see cref="KnownDevices"/>; null for a browser not seen before.</param>
/// <param name="OldTicket">Of the session this browser still has; it ends when the new one begins.</param>
public sealed record SignInRequest(AddrSpec Address, Secret Password, string Imap, string Smtp, bool Keep, IPAddress? From, string? Device, Secret OldTicket, string UserAgent)
{
    /// <summary>Half of the key of that session: what it could open and the new one cannot is handed on.</summary>
    public Secret OldSecret { get; init; }
}

public enum SignInProblem { NotAnAddress, PasswordMissing, WrongPassword, TooManyTries, ServersNeeded, ServersRefused, ProviderRefuses, MailServer }

/// <summary>Either a session, or the problem and what belongs to it.</summary>
public sealed record SignInOutcome(NewSession? Session, SignInProblem Problem = default, FailureKind Failure = default, TimeSpan Wait = default)
{
    /// <summary>Servers that were found for the address, for the person to look at.</summary>
    public FoundServers? Found { get; init; }

    /// <summary>The known provider that has the mailbox, which may want something of its own.</summary>
    public KnownProvider? Provider { get; init; }

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
            await servers.ProveAsync(candidate.Login(request.Password), cancel);
            reservation.Succeeded();
            var account = await admission.AdmitAsync(candidate, request.Password, cancel);
            log.SignedIn(account.PersonId, request.From);
            var begun = await sessions.BeginAsync(account, request.Password, request.Keep, new SessionPlace(request.UserAgent, request.From, request.OldSecret), cancel);
            if (!request.OldTicket.IsEmpty) await sessions.EndAsync(request.OldTicket, cancel);
            return new SignInOutcome(begun);
        }
        catch (SignInRefused refused)
        {
            if (refused.Problem is SignInProblem.ServersNeeded or SignInProblem.ProviderRefuses) reservation.WasNoTry();
            return SignInOutcome.Not(refused.Problem) with { Found = refused.Found, Provider = refused.Found?.Provider };
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.WrongPassword)
        {
            log.Refused(address, request.From);
            return SignInOutcome.Not(SignInProblem.WrongPassword) with { Provider = provider };
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
    public SignInProblem Problem { get; } = problem;
}
