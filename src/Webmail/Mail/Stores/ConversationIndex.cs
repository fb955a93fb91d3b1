namespace Webmail.Mail.Stores;

/// <summary>
/// Which messages of a mailbox belong together, at one moment: conversations by their newest message, newest first, and in each the oldest first.
/// Eight octets a message, because it is kept for whole mailboxes.
/// </summary>
public sealed class ConversationIndex
{
    public static readonly ConversationIndex Empty = new([], [0]);

    readonly uint[] members;
    readonly int[] starts;

    ConversationIndex(uint[] members, int[] starts) => (this.members, this.starts) = (members, starts);

    /// <param name="groups">UIDs of each conversation, in any order.</param>
    public static ConversationIndex Of(IEnumerable<List<uint>> groups)
    {
        var ordered = new List<List<uint>>(groups);
        foreach (var group in ordered) group.Sort();
        ordered.Sort((a, b) => b[^1].CompareTo(a[^1]));
        var members = new List<uint>();
        var starts = new List<int>(ordered.Count + 1);
        foreach (var group in ordered)
        {
            starts.Add(members.Count);
            members.AddRange(group);
        }
        starts.Add(members.Count);
        return new([.. members], [.. starts]);
    }

    public int Count => starts.Length - 1;
    public int Messages => members.Length;

    /// <summary>The highest UID there is; 0 when there is none.</summary>
    public uint Newest => Count == 0 ? 0 : this[0][^1];

    public ReadOnlySpan<uint> this[int at] => members.AsSpan(starts[at]..starts[at + 1]);

    /// <summary>Where the conversation of this message stands; -1 when it is none of them.</summary>
    public int IndexOf(uint uid)
    {
        var at = Array.IndexOf(members, uid);
        if (at < 0) return -1;
        var start = Array.BinarySearch(starts, at);
        return start >= 0 ? start : ~start - 1;
    }

    /// <summary>The conversations of these messages, each where its first message stands.</summary>
    public IReadOnlyList<int> Among(IReadOnlyList<uint> uids)
    {
        var place = new Dictionary<uint, int>(members.Length);
        for (var at = 0; at < Count; at++) foreach (var uid in this[at]) place[uid] = at;
        var met = new HashSet<int>();
        var found = new List<int>();
        foreach (var uid in uids) if (place.TryGetValue(uid, out var at) && met.Add(at)) found.Add(at);
        return found;
    }
}
