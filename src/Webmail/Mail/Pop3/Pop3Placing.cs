using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>Finds a place for what was got: where a session that broke off has put it, or else where it goes now.</summary>
sealed class Pop3Placing(Pop3Ledger ledger)
{
    /// <summary>Where it goes, when that is not here.</summary>
    public Pop3Forwarding? Elsewhere { get; init; }

    /// <summary>Where it may be: its person has chosen another place since.</summary>
    public IReadOnlyList<Pop3Forwarding> Earlier { get; init; } = [];

    /// <summary>First the ledger says that something may be there: a session that breaks off before all of it is noted is followed by one that looks.</summary>
    /// <returns>Of each, in order; null for what is to be kept here.</returns>
    public async Task<Pop3Put?[]> PutAsync(Pop3Source source, LocalArrival[] read)
    {
        var put = new Pop3Put?[read.Length];
        foreach (var place in Earlier) await FillAsync(source, put, read, place, place.FindAsync);
        if (Elsewhere is null || Array.TrueForAll(put, there => there is not null)) return put;
        await ledger.DoubtAsync(source, Elsewhere.Place, CancellationToken.None);
        await FillAsync(source, put, read, Elsewhere, Elsewhere.PutAsync);
        return put;
    }

    /// <summary>The ledger knows of all that this session has put there.</summary>
    public Task NotedAsync(Pop3Source source) => Elsewhere is { Looks: false } ? ledger.AgreeAsync(source, Elsewhere.Place, CancellationToken.None) : Task.CompletedTask;

    /// <summary>Whether what an earlier session has put somewhere, and not looked at again, is there. Not asked in every session: what a server has changed does not become equal, and it is got whole.</summary>
    public async Task<bool> HasAsync(Pop3Known known)
    {
        foreach (var place in Elsewhere is { Looks: true } ? [.. Earlier, Elsewhere] : Earlier)
            if (place.Place.AccountId == known.TargetAccountId && await place.HasAsync(known)) return true;
        return false;
    }

    async Task FillAsync(Pop3Source source, Pop3Put?[] put, LocalArrival[] read, Pop3Forwarding place, Func<IReadOnlyList<LocalArrival>, IEnumerable<MessageKey>, Task<IReadOnlyList<Pop3Put?>>> into)
    {
        int[] left = [.. Enumerable.Range(0, put.Length).Where(index => put[index] is null)];
        if (left.Length == 0) return;
        var taken = await ledger.PutThereAsync(source.PersonId, place.Place.AccountId, [.. left.Select(index => read[index].Letter.Sha256)], CancellationToken.None);
        foreach (var (index, there) in left.Zip(await into([.. left.Select(index => read[index])], taken))) put[index] = there;
    }
}
