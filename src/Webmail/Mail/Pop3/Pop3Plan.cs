namespace Webmail.Mail.Pop3;

/// <summary>What the ledger knows of one message.</summary>
sealed record Pop3Known(Guid Id, string Uidl, int Size, string Sha256, string HeaderSha256, Pop3ItemState State, string TargetUid, long FirstSeen, long? GoneSince)
{
    /// <summary>The account it was put into; null when it is kept here.</summary>
    public string? TargetAccountId { get; init; }

    public bool Elsewhere => TargetAccountId is not null;

    public static Pop3Known Of(Pop3Item item) => new(
        item.Id, item.Uidl, item.Size, Convert.ToHexStringLower(item.Sha256), Convert.ToHexStringLower(item.HeaderSha256), item.State, item.TargetUid, item.FirstSeen, item.GoneSince) { TargetAccountId = item.TargetAccountId };
}

/// <summary>What a session has to do: the server's list compared with the ledger (RFC 1939 has no other way to ask what is new).</summary>
/// <param name="Present">Messages that are known and unchanged.</param>
/// <param name="Fetch">Messages to get, because they are new or because only their bytes can tell.</param>
/// <param name="Missing">Known messages that the list has under no name: gone, or renamed.</param>
sealed record Pop3Plan(IReadOnlyList<(Pop3Entry Entry, Pop3Known Known)> Present, IReadOnlyList<Pop3Entry> Fetch, IReadOnlyList<Pop3Known> Missing)
{
    /// <summary>By the server's names. A name that came back, or whose message has another size, is looked at before it is believed.</summary>
    public static Pop3Plan ByName(IReadOnlyList<Pop3Entry> entries, IReadOnlyList<Pop3Known> ledger)
    {
        var byName = ledger.ToDictionary(known => known.Uidl, StringComparer.Ordinal);
        List<(Pop3Entry, Pop3Known)> present = [];
        List<Pop3Entry> fetch = [], unknown = [];
        foreach (var entry in entries)
        {
            if (!byName.Remove(entry.Uidl!, out var known)) unknown.Add(entry);
            else if (known.State == Pop3ItemState.Skipped || (known.Size == entry.Size && known.GoneSince is null)) present.Add((entry, known));
            else fetch.Add(entry);
        }
        return new Pop3Plan(present, [.. fetch.Concat(unknown).OrderBy(entry => entry.Number)], [.. byName.Values]);
    }

    /// <summary>Without names: by size and header where the server has TOP, else every message of a known size is got once more.</summary>
    public static async Task<Pop3Plan> ByHashAsync(Pop3Session session, IReadOnlyList<Pop3Entry> entries, IReadOnlyList<Pop3Known> ledger, CancellationToken cancel)
    {
        var bySize = ledger.Where(known => known.State != Pop3ItemState.Skipped).OrderBy(known => known.GoneSince is not null).GroupBy(known => known.Size).ToDictionary(group => group.Key, group => group.ToList());
        List<(Pop3Entry, Pop3Known)> present = [];
        List<Pop3Entry> fetch = [];
        foreach (var entry in entries)
        {
            var candidates = bySize.GetValueOrDefault(entry.Size) ?? [];
            var header = candidates.Count > 0 && session.HasTop ? await session.HeaderHashAsync(entry.Number, cancel) : "";
            if (candidates.Find(known => known.HeaderSha256 == header) is { } same)
            {
                candidates.Remove(same);
                present.Add((entry, same));
            }
            else fetch.Add(entry);
        }
        var found = present.Select(pair => pair.Item2.Id).ToHashSet();
        return new Pop3Plan(present, fetch, [.. ledger.Where(known => !found.Contains(known.Id))]);
    }
}
