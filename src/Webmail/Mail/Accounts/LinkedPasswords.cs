using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Accounts;

/// <summary>
/// Opens the accounts a person has added when they sign in with their first one: its password, which is nowhere at rest, is stretched into a key that
/// (with the master key) opens theirs. Why so, and what it costs, is in docs/decisions/0013-several-accounts.md.
/// </summary>
public static class LinkedPasswords
{
    // OWASP's figure for PBKDF2-HMAC-SHA-256: a third of a second once a sign-in, and for each guess of a thief who has the master key as well.
    const int Rounds = 600_000;

    /// <summary>Seals a password for later sign-ins with the first account.</summary>
    /// <param name="first">The account the person signs in with, and its password.</param>
    /// <param name="owner">Of the password, with its linked kind.</param>
    internal static async Task KeepAsync(WebmailDb db, CredentialVault vault, MailAccount first, Secret firstPassword, CredentialOwner owner, Secret password, CancellationToken cancel)
    {
        await db.Set<SealedCredential>().Where(row => row.AccountId == owner.AccountId && row.Kind == owner.Kind).ExecuteDeleteAsync(cancel);
        db.Add(vault.SealLinked(owner, password, DoorOf(first, firstPassword)));
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>
    /// Hands the passwords of added accounts, and those that are for sending, to a session that has just begun. Those that the first account's password does not
    /// open (it has changed) come from the session before, if this browser still has it; else they are asked for where they are needed.
    /// </summary>
    internal static async Task CarryAsync(WebmailDb db, CredentialVault vault, MailAccount first, Secret firstPassword, Secret newSession, Secret oldSession, CancellationToken cancel)
    {
        var oldHolder = CredentialVault.HolderOf(oldSession);
        var rows = await db.Set<SealedCredential>().AsNoTracking()
            .Where(row => row.Kind == CredentialKind.LinkedPassword || row.Kind == CredentialKind.LinkedSmtpPassword || row.Holder == oldHolder)
            .Where(row => row.AccountId != first.Id || (row.Kind != CredentialKind.Password && row.Kind != CredentialKind.LinkedPassword))
            .Where(row => db.Set<MailAccount>().Any(account => account.Id == row.AccountId && account.PersonId == first.PersonId)).ToListAsync(cancel);
        if (rows.Count == 0) return;
        // A connection has another secret each time: no door is made of it, and only what this browser still has comes along.
        var door = first.IsConnected ? null : DoorOf(first, firstPassword);
        foreach (var kept in rows.GroupBy(row => (row.AccountId, Kind: Linked(row.Kind))))
        {
            var (linked, before) = (kept.FirstOrDefault(row => row.Kind == kept.Key.Kind), kept.FirstOrDefault(row => row.Kind != kept.Key.Kind));
            var opened = linked is null || door is null ? null : vault.OpenLinked(linked, first.PersonId, door);
            if ((opened ?? (before is null ? null : vault.Open(before, first.PersonId, oldSession))) is not { } password) continue;
            var owner = new CredentialOwner(first.PersonId, kept.Key.AccountId, kept.Key.Kind, (opened is null ? before! : linked!).Version);
            db.Add(vault.Seal(owner with { Kind = Unlinked(kept.Key.Kind) }, password, newSession));
            if (opened is not null || door is null) continue;
            if (linked is not null) db.Remove(linked);
            db.Add(vault.SealLinked(owner, password, door));
        }
        await db.SaveChangesAsync(cancel);
    }

    static CredentialKind Linked(CredentialKind kind) => kind is CredentialKind.Password or CredentialKind.LinkedPassword ? CredentialKind.LinkedPassword : CredentialKind.LinkedSmtpPassword;

    static CredentialKind Unlinked(CredentialKind linked) => linked is CredentialKind.LinkedPassword ? CredentialKind.Password : CredentialKind.SmtpPassword;

    // Person and account are random numbers: the same password of two people makes two keys.
    static byte[] DoorOf(MailAccount first, Secret password) => Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(password.Reveal()), SHA256.HashData(Encoding.UTF8.GetBytes($"webmail linked\0{first.PersonId:N}\0{first.Id}")), Rounds, HashAlgorithmName.SHA256, MasterKeys.Size);
}
