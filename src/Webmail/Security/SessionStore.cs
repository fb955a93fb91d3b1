using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>What the browser is given at sign-in, and nobody else.</summary>
public sealed record NewSession(Secret Ticket, Secret SessionSecret, bool Keep)
{
    public required Guid PersonId { get; init; }
}

/// <summary>The browser a session begins in, as its owner may know it again.</summary>
/// <param name="OldSecret">Of the session this browser had until now.</param>
public sealed record SessionPlace(string UserAgent, System.Net.IPAddress? Network, Secret OldSecret = default);

/// <summary>A session as its owner is shown it.</summary>
/// <param name="IsThis">It is the one that asks.</param>
public sealed record ListedSession(SignedInSession Row, bool IsThis);

/// <summary>
/// The sessions of all people, in the database: ending one takes effect at its next request, on every node.
/// </summary>
public sealed class SessionStore(WebmailDb db, SessionQueries queries, CredentialVault vault, SessionEnds ends, TimeProvider time)
{
    public static readonly TimeSpan Absolute = TimeSpan.FromDays(30), Idle = TimeSpan.FromHours(12);
    // Often enough for the 12 hours to mean something, seldom enough that reading mail does not write.
    static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(10);

    /// <summary>Starts a session with new secrets and seals the password for it; those of the person's other accounts come along.</summary>
    public async Task<NewSession> BeginAsync(MailAccount account, Secret password, bool keep, SessionPlace place, CancellationToken cancel)
    {
        var begun = new NewSession(new Secret(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))), CredentialVault.NewSessionSecret(), keep) { PersonId = account.PersonId };
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var owner = new CredentialOwner(account.PersonId, account.Id, CredentialKind.Password, account.CredentialVersion);
        db.Add(new SignedInSession
        {
            TicketHash = NameOf(begun.Ticket), PersonId = account.PersonId, Address = account.Address, Keep = keep,
            Holder = CredentialVault.HolderOf(begun.SessionSecret), CreatedAt = now, SeenAt = now, ExpiresAt = Expiry(now, now, keep),
            UserAgent = place.UserAgent[..Math.Min(place.UserAgent.Length, SignedInSessionTable.LongestUserAgent)], Network = place.Network?.ToString() ?? "",
        });
        db.Add(vault.Seal(owner, password, begun.SessionSecret));
        await db.SaveChangesAsync(cancel);
        await BackgroundAccess.RenewAsync(db, vault, account, password, cancel);
        await LinkedPasswords.CarryAsync(db, vault, account, password, begun.SessionSecret, place.OldSecret, cancel);
        await db.Set<SignedInSession>().Where(session => session.ExpiresAt < now).ExecuteDeleteAsync(cancel);
        return begun;
    }

    /// <summary>Null when there is no such session, or it has ended.</summary>
    public async Task<SignedInSession?> FindAsync(Secret ticket, CancellationToken cancel)
    {
        var session = await queries.Find(db, NameOf(ticket), cancel);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (session is null || session.ExpiresAt <= now) return null;
        if (now - session.SeenAt > SeenStep.TotalMilliseconds) await SeenAsync(session, now, cancel);
        return session;
    }

    /// <summary>Whether the session goes on. Being asked is not being used: it does not prolong it.</summary>
    /// <param name="name">Of <see cref="NameOf"/>.</param>
    public async Task<bool> IsOpenAsync(string name, CancellationToken cancel) =>
        await queries.Find(db, name, cancel) is { } session && session.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task EndAsync(Secret ticket, CancellationToken cancel)
    {
        var hash = NameOf(ticket);
        await db.Set<SignedInSession>().Where(session => session.TicketHash == hash).ExecuteDeleteAsync(cancel);
        ends.Raise(new EndedSessions(null, hash));
    }

    /// <summary>A person's open sessions, the one that asks first, then by their last use.</summary>
    public async Task<IReadOnlyList<ListedSession>> OfAsync(Guid personId, Secret asking, CancellationToken cancel)
    {
        var (hash, now) = (NameOf(asking), time.GetUtcNow().ToUnixTimeMilliseconds());
        var rows = await db.Set<SignedInSession>().AsNoTracking().Where(session => session.PersonId == personId && session.ExpiresAt > now)
            .OrderByDescending(session => session.SeenAt).ToListAsync(cancel);
        return [.. rows.Select(row => new ListedSession(row, row.TicketHash == hash)).OrderByDescending(session => session.IsThis)];
    }

    /// <summary>False when this person has no such session.</summary>
    public async Task<bool> EndOneAsync(Guid personId, string ticketHash, CancellationToken cancel)
    {
        var ended = await db.Set<SignedInSession>().Where(session => session.PersonId == personId && session.TicketHash == ticketHash).ExecuteDeleteAsync(cancel) > 0;
        if (ended) ends.Raise(new EndedSessions(personId, ticketHash));
        return ended;
    }

    /// <summary>Ends all sessions of a person but the one that asks.</summary>
    public async Task<int> EndOthersAsync(Guid personId, Secret asking, CancellationToken cancel)
    {
        var hash = NameOf(asking);
        var ended = await db.Set<SignedInSession>().Where(session => session.PersonId == personId && session.TicketHash != hash).ExecuteDeleteAsync(cancel);
        ends.Raise(new EndedSessions(personId, null, ButNot: hash));
        return ended;
    }

    public Task<bool> AnyOfAsync(Guid personId, CancellationToken cancel) =>
        db.Set<SignedInSession>().AnyAsync(session => session.PersonId == personId, cancel);

    Task<int> SeenAsync(SignedInSession session, long now, CancellationToken cancel)
    {
        var expires = Expiry(session.CreatedAt, now, session.Keep);
        return db.Set<SignedInSession>().Where(row => row.TicketHash == session.TicketHash)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SeenAt, now).SetProperty(row => row.ExpiresAt, expires), cancel);
    }

    static long Expiry(long created, long seen, bool keep)
    {
        var absolute = created + (long)Absolute.TotalMilliseconds;
        return keep ? absolute : Math.Min(absolute, seen + (long)Idle.TotalMilliseconds);
    }

    /// <summary>What a session is found by: a hash that opens nothing.</summary>
    public static string NameOf(Secret ticket) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes("webmail ticket\0" + ticket.Reveal())));
}
