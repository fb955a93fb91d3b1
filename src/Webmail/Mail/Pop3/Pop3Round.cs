namespace Webmail.Mail.Pop3;

/// <summary>A message that was got, and what it turned out to be.</summary>
/// <param name="Known">The line of the ledger that it is, when it is not new.</param>
/// <param name="Retires">The line whose name it has taken over.</param>
sealed record Pop3Fetched(Pop3Entry Entry, MessageSpool Spool, string Uidl, Pop3Known? Known, Pop3Known? Retires);

/// <summary>Recognises the messages of one session by what they say, so that none is stored twice however the server renames them.</summary>
sealed class Pop3Round
{
    readonly Dictionary<string, Pop3Known> byName;
    readonly Dictionary<string, List<Pop3Known>> missing;
    readonly HashSet<string> names;

    public Pop3Round(Pop3Plan plan, IReadOnlyList<Pop3Known> ledger)
    {
        byName = ledger.ToDictionary(known => known.Uidl, StringComparer.Ordinal);
        missing = plan.Missing.GroupBy(known => known.Sha256).ToDictionary(group => group.Key, group => group.OrderBy(known => known.GoneSince is not null).ToList());
        names = [.. byName.Keys];
    }

    /// <summary>A name stood for another message than the ledger says.</summary>
    public bool Renamed { get; private set; }

    /// <summary>Known messages that no entry of the list has turned out to be.</summary>
    public IEnumerable<Pop3Known> Missing => missing.Values.SelectMany(same => same);

    public Pop3Fetched Recognise(Pop3Entry entry, MessageSpool spool)
    {
        var named = entry.Uidl is { } name ? byName.GetValueOrDefault(name) : null;
        if (named is not null && named.Sha256 == spool.Sha256) return new Pop3Fetched(entry, spool, named.Uidl, named, null);
        Renamed |= named is not null;
        if (missing.GetValueOrDefault(spool.Sha256) is { Count: > 0 } same)
        {
            var known = same[0];
            same.RemoveAt(0);
            Renamed |= entry.Uidl is not null;
            return new Pop3Fetched(entry, spool, entry.Uidl ?? known.Uidl, known, named);
        }
        return new Pop3Fetched(entry, spool, entry.Uidl ?? FreeName(spool.Sha256), null, named);
    }

    /// <summary>Two messages may be equal to the last octet.</summary>
    string FreeName(string sha256)
    {
        var name = $"#{sha256}";
        for (var number = 2; !names.Add(name); number++) name = $"#{sha256}.{number}";
        return name;
    }
}
