using System.Runtime.InteropServices;

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

    /// <param name="addMembers">Adds the UIDs of one conversation, in any order; one that has none is left out.</param>
    public static ConversationIndex Of<T>(IEnumerable<T> conversations, Action<T, List<uint>> addMembers)
    {
        // Tens of thousands have one message: nothing is made for each of them.
        var found = new List<uint>();
        var slices = new List<(uint Newest, int Start, int Length)>();
        foreach (var conversation in conversations)
        {
            var start = found.Count;
            addMembers(conversation, found);
            if (found.Count == start) continue;
            CollectionsMarshal.AsSpan(found)[start..].Sort();
            slices.Add((found[^1], start, found.Count - start));
        }
        slices.Sort((a, b) => b.Newest.CompareTo(a.Newest));
        return Ordered(CollectionsMarshal.AsSpan(found), slices);
    }

    /// <summary>What is left when messages have gone.</summary>
    /// <returns>Null when a conversation has lost some of its messages: those that are left may have been joined by them.</returns>
    public ConversationIndex? Left(Func<uint, bool> stays)
    {
        var torn = false;
        var index = Of(Enumerable.Range(0, Count), (at, left) =>
        {
            var before = left.Count;
            foreach (var uid in this[at]) if (stays(uid)) left.Add(uid);
            torn |= left.Count - before > 1 && left.Count - before < this[at].Length;
        });
        return torn ? null : index;
    }

    static ConversationIndex Ordered(ReadOnlySpan<uint> found, List<(uint Newest, int Start, int Length)> slices)
    {
        var (members, starts, filled) = (new uint[found.Length], new int[slices.Count + 1], 0);
        for (var at = 0; at < slices.Count; at++)
        {
            var (_, start, length) = slices[at];
            found.Slice(start, length).CopyTo(members.AsSpan(filled));
            starts[at] = filled;
            filled += length;
        }
        starts[^1] = filled;
        return new(members, starts);
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
