using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>What a signed-in person typed to have one more mailbox here, or to open one again.</summary>
/// <param name="Own">Servers that were typed or found elsewhere than with the administrator; null where these are the administrator's.</param>
public sealed record AccountRequest(AddrSpec Address, Secret Password, ServerSettings? Own, IPAddress? From)
{
    /// <summary>What their provider has allowed instead of a password; its secret is then in the place of the password.</summary>
    public NewConnection? Connection { get; init; }
}

/// <summary>Either the account, or the problem, as at sign-in.</summary>
public sealed record AddOutcome(MailAccount? Account, SignInOutcome Problem);

/// <summary>What an account that was added needs of the rest: rows, seals, proofs.</summary>
public sealed record AccountKeys(CredentialVault Vault, ProvenPasswords Proven, SignInThrottle Throttle, SecurityLog Log, TimeProvider Time);

/// <summary>
/// Further mailboxes of a person who is signed in. The mail server's word is the proof here, too, with the same throttle; the password is then sealed for
/// this session, and for later ones that begin with the first account.
/// </summary>
public sealed class AddedAccounts(WebmailDb db, ServerPresets presets, SignInServers servers, Pop3Collecting collecting, AccountKeys keys)
{
    public const int Most = 20;

    /// <summary>Proves the password, then adds the account or gives the one that is there its new password.</summary>
    public async Task<AddOutcome> AddAsync(CurrentPerson me, AccountRequest request, CancellationToken cancel)
    {
        var address = request.Address.Folded;
        if (keys.Throttle.TryBegin(address, request.From, null, out var wait) is not { } reservation)
        {
            keys.Log.Throttled(address, request.From, (int)wait.TotalSeconds);
            return new AddOutcome(null, new SignInOutcome(null, SignInProblem.TooManyTries, Wait: wait));
        }
        try
        {
            var account = await PrepareAsync(me, request, cancel);
            await servers.ProveAsync(LoginOf(account, request), cancel);
            reservation.Succeeded();
            return new AddOutcome(await AdmitAsync(me, account, request, cancel), SignInOutcome.Not(default));
        }
        catch (SignInRefused refused)
        {
            reservation.WasNoTry();
            return new AddOutcome(null, SignInOutcome.Not(refused.Problem) with { Connects = refused.Connects });
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.WrongPassword)
        {
            keys.Log.Refused(address, request.From);
            return new AddOutcome(null, SignInOutcome.Not(request.Connection is null ? SignInProblem.WrongPassword : SignInProblem.OtherMailbox) with { Provider = request.Own?.Provider, Connects = request.Connection?.Provider ?? "" });
        }
        catch (MailFailure failure)
        {
            reservation.WasNoTry();
            keys.Log.MailServerFailed(request.Address.Domain, failure.Kind, failure.InnerException?.Message ?? failure.ServerText);
            return new AddOutcome(null, SignInOutcome.Not(SignInProblem.MailServer, failure.Kind));
        }
    }

    /// <exception cref="MailFailure">WrongPassword: no server is known for the address, which is answered like a wrong password.</exception>
    async Task<MailAccount> PrepareAsync(CurrentPerson me, AccountRequest request, CancellationToken cancel)
    {
        var mine = await db.Set<MailAccount>().Where(row => row.PersonId == me.Id).ToListAsync(cancel);
        if (request.Connection is null && presets.Providers.For(request.Address, request.Own?.Provider) is { } its) throw new SignInRefused(SignInProblem.ProviderOnly) { Connects = its.Name };
        if (mine.Find(row => row.Address == request.Address.Folded) is { } known) return known;
        if ((request.Own ?? presets.For(request.Address)) is not { } settings) throw new MailFailure(FailureKind.WrongPassword);
        return new MailAccount
        {
            Id = MailAccount.NewId(), PersonId = me.Id, Address = request.Address.Folded, OwnServers = settings.Own, UserName = settings.UserName,
            Imap = settings.Imap?.ToString() ?? "", Smtp = settings.Smtp?.ToString() ?? "", Pop3 = settings.Pop3?.ToString() ?? "", Sieve = settings.Sieve?.ToString() ?? "",
            Position = mine.Max(row => row.Position) + 1, Colour = MailAccount.FreeColour(mine), CreatedAt = keys.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    /// <summary>The very login that the pages will use, so that the connection which proves it serves the first of them.</summary>
    MailLogin LoginOf(MailAccount account, AccountRequest request)
    {
        var preset = account.OwnServers ? null : presets.For(request.Address);
        return new MailLogin(account.PersonId, account.Id, keys.Proven.VersionFor(account, request.Password), account.KeptHere ? preset?.Pop3 ?? ServerAddress.Parse(account.Pop3) : preset?.Imap ?? ServerAddress.Parse(account.Imap),
            preset?.UserName ?? account.UserName, request.Password, preset?.TrustedCertificate, account.OwnServers) { Tokens = request.Connection?.Tokens };
    }

    async Task<MailAccount> AdmitAsync(CurrentPerson me, MailAccount account, AccountRequest request, CancellationToken cancel)
    {
        var password = request.Password;
        var first = await db.Set<MailAccount>().FirstAsync(row => row.PersonId == me.Id && row.Address == me.Address, cancel);
        if (db.Entry(account).State == EntityState.Detached) account = await AddRowAsync(account, cancel);
        account.CredentialVersion = keys.Proven.VersionFor(account, password);
        account.ConnectedBy = request.Connection?.Provider ?? "";
        await db.SaveChangesAsync(cancel);
        if (request.Connection is { } connection) await connection.KeepAsync(account, cancel);
        keys.Proven.Record(account, password);
        await SealForSessionAsync(me, account, password, cancel);
        await BackgroundAccess.RenewAsync(db, keys.Vault, account, password, cancel);
        if (first.Id != account.Id && !first.IsConnected && await PasswordOfAsync(me, first, cancel) is { } door)
            await LinkedPasswords.KeepAsync(db, keys.Vault, first, door, new CredentialOwner(me.Id, account.Id, CredentialKind.LinkedPassword, account.CredentialVersion), password, cancel);
        await collecting.BeginAsync(account, cancel);
        return account;
    }

    /// <summary>A form that was sent twice finds the row of the other.</summary>
    async Task<MailAccount> AddRowAsync(MailAccount account, CancellationToken cancel)
    {
        try
        {
            db.Add(account);
            await db.SaveChangesAsync(cancel);
            return account;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return await db.Set<MailAccount>().FirstAsync(row => row.PersonId == account.PersonId && row.Address == account.Address, cancel);
        }
    }

    async Task SealForSessionAsync(CurrentPerson me, MailAccount account, Secret password, CancellationToken cancel)
    {
        var holder = CredentialVault.HolderOf(me.SessionSecret);
        await db.Set<SealedCredential>().Where(row => row.AccountId == account.Id && row.Kind == CredentialKind.Password && row.Holder == holder).ExecuteDeleteAsync(cancel);
        db.Add(keys.Vault.Seal(new CredentialOwner(me.Id, account.Id, CredentialKind.Password, account.CredentialVersion), password, me.SessionSecret));
        await db.SaveChangesAsync(cancel);
    }

    async Task<Secret?> PasswordOfAsync(CurrentPerson me, MailAccount account, CancellationToken cancel)
    {
        var holder = CredentialVault.HolderOf(me.SessionSecret);
        var row = await db.Set<SealedCredential>().AsNoTracking().FirstOrDefaultAsync(
            credential => credential.AccountId == account.Id && credential.Kind == CredentialKind.Password && credential.Holder == holder, cancel);
        return row is null ? null : keys.Vault.Open(row, me.Id, me.SessionSecret);
    }
}
