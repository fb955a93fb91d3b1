using Webmail.Mail.Keys;

namespace Webmail.Mail.Sealing;

public enum SealProblem
{
    None,
    /// <summary>No key of the person speaks for the address in From.</summary>
    NoOwnKey,
    /// <summary>To sign, the key must be unlocked.</summary>
    Locked,
    /// <summary>Not everybody has a key.</summary>
    Missing,
    /// <summary>Whoever can open the message sees for which keys it was made: a hidden recipient would not stay hidden.</summary>
    Hidden,
}

/// <summary>How a letter is signed and encrypted, and with which keys; or why it cannot be.</summary>
/// <param name="Recipients">Everybody's keys, and the writer's own, so that the copy in Sent can be read.</param>
/// <param name="Missing">Addresses without a key.</param>
public sealed record SealPlan(bool Sign, bool Encrypt, bool AttachKey, PersonKey? Own, OwnKey? Open, IReadOnlyList<PersonKey> Recipients, IReadOnlyList<string> Missing)
{
    public SealProblem Problem { get; init; }
}

/// <summary>Finds the keys for a letter.</summary>
public sealed class LetterSealing(KeyBook keys, TimeProvider time)
{
    public async Task<bool> HasKeysAsync(Guid personId, CancellationToken cancel) => await keys.HasOwnAsync(personId, cancel);

    /// <param name="wishes">Sign, encrypt, attach one's public key.</param>
    /// <param name="from">The address in From.</param>
    /// <param name="to">Everybody who gets it.</param>
    /// <param name="hidden">Whether some of them are hidden from the others.</param>
    public async Task<SealPlan> PlanAsync(Reader who, (bool Sign, bool Encrypt, bool AttachKey) wishes, string from, IEnumerable<string> to, bool hidden, CancellationToken cancel)
    {
        var (sender, addresses) = (FoundKey.Fold(from), to.Select(FoundKey.Fold).Distinct(StringComparer.Ordinal).ToList());
        var good = (await keys.OfAsync(who.PersonId, cancel)).Where(key => !key.IsExpired(time.GetUtcNow()) && (!wishes.Encrypt || CanReceive(key))).ToList();
        var open = await keys.OpenAsync(who.PersonId, who.SessionSecret, cancel);
        var plans = new[] { KeyKind.OpenPgp, KeyKind.Certificate }.Select(kind => Plan(good.Where(key => key.Kind == kind).ToList())).OrderBy(plan => plan.Own is null).ThenBy(plan => plan.Missing.Count);
        var best = plans.First();
        return best with
        {
            Problem = best.Own is null ? SealProblem.NoOwnKey : wishes.Encrypt && hidden ? SealProblem.Hidden : best.Missing.Count > 0 ? SealProblem.Missing
                : wishes.Sign && best.Open is null ? SealProblem.Locked : SealProblem.None,
        };

        SealPlan Plan(List<PersonKey> kind)
        {
            var own = kind.Where(key => key.IsOwn && key.SpeaksFor(sender)).OrderBy(key => open.All(mine => mine.Key.Id != key.Id)).ThenByDescending(key => key.CreatedAt).FirstOrDefault();
            var found = wishes.Encrypt ? addresses.Select(address => (address, Key: kind.Where(key => key.SpeaksFor(address)).MaxBy(key => key.CreatedAt))).ToList() : [];
            List<PersonKey> recipients = [.. found.Where(pair => pair.Key is not null).Select(pair => pair.Key!).Append(own).OfType<PersonKey>().DistinctBy(key => key.Id)];
            return new(wishes.Sign, wishes.Encrypt, wishes.AttachKey, own, open.FirstOrDefault(mine => mine.Key.Id == own?.Id), recipients, [.. found.Where(pair => pair.Key is null).Select(pair => pair.address)]);
        }
    }

    /// <summary>For a copy that its writer alone is to read: a draft on the mail server.</summary>
    /// <returns>Null when they have no key.</returns>
    public async Task<SealPlan?> ForWriterAsync(Guid personId, string from, CancellationToken cancel)
    {
        var own = (await keys.OfAsync(personId, cancel)).Where(key => key.IsOwn && !key.IsExpired(time.GetUtcNow()) && CanReceive(key))
            .OrderByDescending(key => key.SpeaksFor(FoundKey.Fold(from))).ThenByDescending(key => key.CreatedAt).FirstOrDefault();
        return own is null ? null : new(Sign: false, Encrypt: true, AttachKey: false, own, null, [own], []);
    }

    bool CanReceive(PersonKey key) => key.Kind == KeyKind.Certificate || OpenPgpKey.Read(key)?.Recipient(time.GetUtcNow()) is not null;
}
