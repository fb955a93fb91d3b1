namespace Webmail.Mail.Reading;

/// <summary>What a message says about its place in a conversation. Ids without angle brackets; all of it is the sender's word.</summary>
/// <param name="References">The References header, oldest first; what In-Reply-To names where there is none.</param>
public readonly record struct ThreadedMessage(uint Uid, string MessageId, IReadOnlyList<string> References);

/// <summary>
/// Finds conversations where the server does not: the linking of RFC 5256 §3 (REFERENCES), steps 1 and 2. Without its step 5, which joins all that have
/// one base subject, as servers do that have THREAD=REFS: a weekly report would be one endless conversation.
/// </summary>
public sealed class Threading
{
    // A stranger may name thousands of ids, each a parent of the next: what lies beyond is not followed.
    const int MostReferences = 50;
    const int DeepestChain = 1000;

    sealed class Container
    {
        public Container? Parent;
        public bool IsMessage;
    }

    readonly Dictionary<string, Container> byId = new(StringComparer.Ordinal);
    readonly List<(uint Uid, Container Container)> messages = [];

    /// <returns>The UIDs of each conversation.</returns>
    public static IEnumerable<List<uint>> Group(IEnumerable<ThreadedMessage> messages)
    {
        var threading = new Threading();
        foreach (var message in messages) threading.Add(message);
        return threading.messages.GroupBy(message => Root(message.Container)).Select(group => group.Select(message => message.Uid).ToList());
    }

    void Add(ThreadedMessage message)
    {
        var container = Own(message.MessageId);
        Container? parent = null;
        foreach (var id in message.References.TakeLast(MostReferences))
        {
            var next = Named(id);
            // Step 1A: what is linked stays linked.
            if (parent is not null && next.Parent is null && !Leads(parent, next)) next.Parent = parent;
            parent = next;
        }
        // Step 1B: a message knows its own parent better than others that mentioned it.
        if (parent is not null && Leads(parent, container)) parent = null;
        if (parent is not null || message.References.Count == 0) container.Parent = parent;
        messages.Add((message.Uid, container));
    }

    /// <summary>Its own container; one without a name when the id is missing or taken by another message.</summary>
    Container Own(string id)
    {
        var container = id.Length == 0 ? new Container() : Named(id);
        if (container.IsMessage) container = new Container();
        container.IsMessage = true;
        return container;
    }

    Container Named(string id)
    {
        if (!byId.TryGetValue(id, out var container)) byId[id] = container = new Container();
        return container;
    }

    /// <summary>Whether the way up from here comes by <paramref name="other"/>: a link would make a circle.</summary>
    static bool Leads(Container from, Container other)
    {
        var steps = 0;
        for (Container? at = from; at is not null; at = at.Parent) if (ReferenceEquals(at, other) || ++steps > DeepestChain) return true;
        return false;
    }

    static Container Root(Container container)
    {
        while (container.Parent is { } parent) container = parent;
        return container;
    }
}
