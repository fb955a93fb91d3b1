using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>
/// Makes the rows of someone whose password a mail server has just accepted. At an administrator's servers the address is the person, whichever host
/// keeps the mail today; at servers that were typed in, anyone could run one that accepts any address, so the host is part of who it is.
/// </summary>
public sealed class Admission(WebmailDb db, UserManager<Person> people, ProvenPasswords proven, TimeProvider time)
{
    public async Task<MailAccount> AdmitAsync(AddrSpec address, ServerSettings servers, Secret password, CancellationToken cancel)
    {
        var person = await PersonAsync(address, servers);
        var account = await db.Set<MailAccount>().FirstOrDefaultAsync(row => row.PersonId == person.Id && row.Address == address.Folded, cancel)
            ?? db.Add(NewAccount(person, address, servers)).Entity;
        account.Imap = servers.Imap.ToString();
        account.Smtp = servers.Smtp?.ToString() ?? "";
        account.Pop3 = servers.Pop3?.ToString() ?? "";
        account.Sieve = servers.Sieve?.ToString() ?? "";
        account.UserName = servers.UserName;
        account.CredentialVersion = proven.VersionFor(account.Id, password, account.CredentialVersion);
        await db.SaveChangesAsync(cancel);
        return account;
    }

    async Task<Person> PersonAsync(AddrSpec address, ServerSettings servers)
    {
        var name = servers.Own ? $"{address.Folded} {servers.Imap.Host}" : address.Folded;
        if (await people.FindByNameAsync(name) is { } known) return known;
        var person = new Person
        {
            Id = Guid.CreateVersion7(), UserName = name, Email = address.Folded, CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        // Two devices may sign in for the first time at once: the unique name decides, and the other one finds it.
        try
        {
            var made = await people.CreateAsync(person);
            if (made.Succeeded) return person;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
        }
        return await people.FindByNameAsync(name) ?? throw new InvalidOperationException("A person could not be added.");
    }

    MailAccount NewAccount(Person person, AddrSpec address, ServerSettings servers) => new()
    {
        Id = MailAccount.NewId(), PersonId = person.Id, Address = address.Folded, Imap = servers.Imap.ToString(), UserName = servers.UserName,
        OwnServers = servers.Own, CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };
}

/// <summary>Identity's upper-casing would make one person of two names that differ in more than ASCII case.</summary>
public sealed class AsciiNames : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name is null ? null : AddrSpec.ToLowerAscii(name);
    public string? NormalizeEmail(string? email) => NormalizeName(email);
}
