using Webmail.Mail.Stores;

namespace Webmail.Mail.Acting;

/// <summary>
/// Says of messages that they are junk, or are not: by the keywords that filters and other programs read ($Junk, $NotJunk; RFC 9051 §2.3.2), and by the folder.
/// Marked first, so that a filter that learns by the folder sees the mark.
/// </summary>
public sealed record Junk(string Target, bool IsJunk) : MailAction
{
    public override async Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        var (add, remove) = IsJunk ? (MessageFlags.Junk, MessageFlags.NotJunk) : (MessageFlags.NotJunk, MessageFlags.Junk);
        var added = await store.FlagAsync(mailbox, keys, add, MessageFlags.None, cancel);
        var removed = await store.FlagAsync(mailbox, keys, MessageFlags.None, remove, cancel);
        var receipt = await store.MoveAsync(mailbox, keys, Target, cancel);
        if (!receipt.CanBeUndone) return new(keys.Count, []);
        // They have other names now: taken back, they lose the marks there, and then come home.
        var names = receipt.Left.Zip(receipt.Moved).ToDictionary(pair => pair.First, pair => pair.Second);
        return new(receipt.Moved.Count, [new Moved(receipt), .. Marks(added, add, MessageFlags.None), .. Marks(removed, MessageFlags.None, remove)]);

        IEnumerable<Trace> Marks(IReadOnlyList<MessageKey> changed, MessageFlags wasAdded, MessageFlags wasRemoved)
        {
            List<MessageKey> there = [.. changed.Where(names.ContainsKey).Select(key => names[key])];
            if (there.Count > 0) yield return new Marked(receipt.To, there, wasAdded, wasRemoved);
        }
    }
}
