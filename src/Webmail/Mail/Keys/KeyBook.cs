using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Keys;

/// <summary>A key of the person that is open in this session.</summary>
public sealed record OwnKey(PersonKey Key, KeyMaterial Material);

/// <summary>The keys of a person and of those they write with. Ownership is part of every query.</summary>
public sealed class KeyBook(WebmailDb db, KeySafe safe, TimeProvider time)
{
    /// <summary>Own keys first, then by name.</summary>
    public async Task<IReadOnlyList<PersonKey>> OfAsync(Guid personId, CancellationToken cancel) =>
        [.. (await Of(personId).ToListAsync(cancel)).OrderBy(key => !key.IsOwn).ThenBy(key => key.Name, StringComparer.CurrentCultureIgnoreCase)];

    public Task<PersonKey?> FindAsync(Guid personId, Guid id, CancellationToken cancel) => Of(personId).FirstOrDefaultAsync(key => key.Id == id, cancel);

    public Task<bool> HasOwnAsync(Guid personId, CancellationToken cancel) => Of(personId).AnyAsync(key => key.Sealed != null, cancel);

    /// <summary>Keeps a key, or takes what is new about one that is here. The secret half of one's own is never dropped by this.</summary>
    /// <returns>False when there are too many.</returns>
    public async Task<bool> AddAsync(Guid personId, FoundKey found, Secret passphrase, Secret sessionSecret, CancellationToken cancel)
    {
        var key = await db.Set<PersonKey>().FirstOrDefaultAsync(key => key.PersonId == personId && key.Kind == found.Kind && key.Fingerprint == found.Fingerprint, cancel);
        if (key is null)
        {
            if (await Of(personId).CountAsync(cancel) >= PersonKey.MostOfPerson) return false;
            key = new PersonKey
            {
                Id = Guid.CreateVersion7(), PersonId = personId, Kind = found.Kind, Fingerprint = found.Fingerprint, Name = found.Name, Addresses = found.Addresses,
                CreatedAt = found.CreatedAt.ToUnixTimeMilliseconds(), Public = found.Public, AddedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
            };
            db.Add(key);
        }
        (key.Name, key.Addresses, key.Public, key.ExpiresAt) = (found.Name, found.Addresses, found.Public, found.ExpiresAt?.ToUnixTimeMilliseconds());
        if (found.Secret is { } secret)
        {
            var door = safe.Seal(key, new KeyMaterial(secret, passphrase));
            await db.Set<UnlockedKey>().Where(unlocked => unlocked.KeyId == key.Id).ExecuteDeleteAsync(cancel);
            if (!sessionSecret.IsEmpty) db.Add(safe.Keep(key, door, sessionSecret));
        }
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
        return true;
    }

    public async Task<bool> RemoveAsync(Guid personId, Guid id, CancellationToken cancel) =>
        await db.Set<PersonKey>().Where(key => key.PersonId == personId && key.Id == id).ExecuteDeleteAsync(cancel) > 0;

    /// <summary>Opens with this passphrase every key of the person that it opens, for this session.</summary>
    /// <returns>How many.</returns>
    public async Task<int> UnlockAsync(Guid personId, Secret passphrase, Secret sessionSecret, CancellationToken cancel)
    {
        var opened = 0;
        foreach (var key in await Of(personId).Where(key => key.Sealed != null).ToListAsync(cancel))
        {
            if (await Task.Run(() => safe.TryPassphrase(key, passphrase), cancel) is not { } door) continue;
            opened++;
            await RenewAsync(key, door, cancel);
            var kept = safe.Keep(key, door, sessionSecret);
            var here = db.Set<UnlockedKey>().Where(unlocked => unlocked.KeyId == kept.KeyId && unlocked.Holder == kept.Holder);
            if (await here.AnyAsync(unlocked => unlocked.MasterKeyId == kept.MasterKeyId, cancel)) continue;
            await here.ExecuteDeleteAsync(cancel);
            db.Add(kept);
            await db.SaveChangesAsync(cancel);
            db.ChangeTracker.Clear();
        }
        return opened;
    }

    /// <summary>After a new master key was put on top; not over what was imported meanwhile, which is sealed by the new one.</summary>
    async Task RenewAsync(PersonKey key, byte[] door, CancellationToken cancel)
    {
        var before = key.MasterKeyId;
        if (!safe.Renew(key, door)) return;
        await db.Set<PersonKey>().Where(row => row.Id == key.Id && row.MasterKeyId == before && row.Salt == key.Salt)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.MasterKeyId, key.MasterKeyId).SetProperty(row => row.Sealed, key.Sealed), cancel);
    }

    /// <summary>Forgets in this session what was unlocked.</summary>
    public Task LockAsync(Guid personId, Secret sessionSecret, CancellationToken cancel)
    {
        var holder = CredentialVault.HolderOf(sessionSecret);
        var mine = db.Set<PersonKey>().Where(key => key.PersonId == personId).Select(key => key.Id);
        return db.Set<UnlockedKey>().Where(key => key.Holder == holder && mine.Contains(key.KeyId)).ExecuteDeleteAsync(cancel);
    }

    /// <summary>The person's own keys that are open in this session.</summary>
    public async Task<IReadOnlyList<OwnKey>> OpenAsync(Guid personId, Secret sessionSecret, CancellationToken cancel)
    {
        var holder = CredentialVault.HolderOf(sessionSecret);
        var pairs = await Of(personId).Join(db.Set<UnlockedKey>().Where(unlocked => unlocked.Holder == holder), key => key.Id, unlocked => unlocked.KeyId, (key, unlocked) => new { key, unlocked }).ToListAsync(cancel);
        return [.. pairs.Select(pair => (pair.key, Material: safe.Open(pair.key, pair.unlocked, sessionSecret))).Where(pair => pair.Material is not null).Select(pair => new OwnKey(pair.key, pair.Material!))];
    }

    IQueryable<PersonKey> Of(Guid personId) => db.Set<PersonKey>().AsNoTracking().Where(key => key.PersonId == personId);
}
