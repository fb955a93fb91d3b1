using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>Chooses from the part tree what is read and what is saved. Knows nothing of the bodies.</summary>
public static class BodyChoice
{
    public const int MaxParts = 1000;
    public const int MaxDepth = 100;

    public static ReadableBody Of(MessagePart? structure)
    {
        if (structure is null) return Only(BodyNotice.Unreadable);
        return IsTooComplex(structure) ? Only(BodyNotice.TooComplex) : new BodyWalk().Read(structure);
    }

    static ReadableBody Only(BodyNotice notice) => new([new NoticePiece(notice)], [], []);

    /// <summary>Walked without recursion: the tree is the sender's.</summary>
    static bool IsTooComplex(MessagePart root)
    {
        var open = new Stack<(MessagePart Part, int Depth)>([(root, 1)]);
        for (var parts = 1; open.TryPop(out var next); parts++)
        {
            if (parts > MaxParts || next.Depth > MaxDepth) return true;
            foreach (var child in next.Part.Children) open.Push((child, next.Depth + 1));
        }
        return false;
    }
}
