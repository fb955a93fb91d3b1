using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Pop3;

namespace Webmail.Security;

/// <summary>Who is about to sign in: their rows, or new ones that are only written when the mail server agrees.</summary>
public sealed record Candidate(AddrSpec Address, ServerSettings Servers, Person Person, MailAccount Account, int CredentialVersion, bool IsNew)
{
    /// <summary>The very login that the pages will use, so that the connection which proves it serves the first of them.</summary>
    public MailLogin Login(Secret password) =>
        new(Person.Id, Account.Id, CredentialVersion, Servers.Incoming, Servers.UserName, password, Servers.TrustedCertificate, Servers.Own);
}

/// <summary>
/// Finds or makes the rows of someone who signs in. At an administrator's servers the address is the person, whichever host
/// keeps the mail today; at servers that were typed in, anyone could run one that accepts any address, so the host is part of who it is.
/// </summary>
public sealed class Admission(WebmailDb db, UserManager<Person> people, ProvenPasswords proven, Pop3Collecting collecting, TimeProvider time)
{
    public async Task<Candidate> PrepareAsync(AddrSpec address, ServerSettings servers, Secret password, CancellationToken cancel)
    {
        var name = servers.Own ? $"{address.Folded} {servers.Incoming.Host}" : address.Folded;
        var known = await people.FindByNameAsync(name);
        var person = known ?? new Person { Id = Guid.CreateVersion7(), UserName = name, Email = address.Folded, CreatedAt = Now };
        var account = known is null ? null : await db.Set<MailAccount>().FirstOrDefaultAsync(row => row.PersonId == known.Id && row.Address == address.Folded, cancel);
        var its = account ?? NewAccount(person, address, servers);
        return new Candidate(address, servers, person, its, proven.VersionFor(its, password), account is null);
    }

    /// <summary>Writes what the mail server has agreed to.</summary>
    public async Task<MailAccount> AdmitAsync(Candidate candidate, Secret password, CancellationToken cancel)
    {
        // Two devices may sign in for the first time at once: the unique name decides, and the other one finds the rows that won.
        if (candidate.IsNew && !await TryAddAsync(candidate, cancel))
            candidate = await PrepareAsync(candidate.Address, candidate.Servers, password, cancel);
        var account = candidate.Account;
        // What is kept here stays readable here, also when the server has learnt IMAP meanwhile.
        account.Imap = account.KeptHere ? "" : candidate.Servers.Imap?.ToString() ?? "";
        if (!account.OwnSmtp) account.Smtp = candidate.Servers.Smtp?.ToString() ?? "";
        account.Pop3 = candidate.Servers.Pop3?.ToString() ?? "";
        account.Sieve = candidate.Servers.Sieve?.ToString() ?? "";
        account.UserName = candidate.Servers.UserName;
        account.ConnectedBy = candidate.Servers.Connection?.Provider ?? "";
        account.CredentialVersion = candidate.CredentialVersion;
        await db.SaveChangesAsync(cancel);
        proven.Record(account, password);
        await collecting.BeginAsync(account, cancel);
        return account;
    }

    async Task<bool> TryAddAsync(Candidate candidate, CancellationToken cancel)
    {
        try
        {
            // Person and account go in one transaction: the user manager saves all that is pending.
            db.Add(candidate.Account);
            if (db.Entry(candidate.Person).State != EntityState.Detached) await db.SaveChangesAsync(cancel);
            else if (!(await people.CreateAsync(candidate.Person)).Succeeded) throw new DbUpdateException("The name is taken.");
            return true;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    MailAccount NewAccount(Person person, AddrSpec address, ServerSettings servers) => new()
    {
        Id = MailAccount.NewId(), PersonId = person.Id, Address = address.Folded, Imap = servers.Imap?.ToString() ?? "", UserName = servers.UserName,
        OwnServers = servers.Own, CreatedAt = Now,
    };
}

/// <summary>Identity's upper-casing would make one person of two names that differ in more than ASCII case.</summary>
public sealed class AsciiNames : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name is null ? null : AddrSpec.ToLowerAscii(name);
    public string? NormalizeEmail(string? email) => NormalizeName(email);
}
