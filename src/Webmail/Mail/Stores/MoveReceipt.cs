namespace Webmail.Mail.Stores;

/// <summary>Where messages went, so that the move can be undone (COPYUID, RFC 4315).</summary>
/// <param name="Moved">Keys in the target mailbox; empty when the server does not tell (then undo is not offered).</param>
public sealed record MoveReceipt(string From, string To, IReadOnlyList<MessageKey> Moved)
{
    public bool CanBeUndone => Moved.Count > 0;

    /// <summary>The keys they had before, in the same order.</summary>
    public IReadOnlyList<MessageKey> Left { get; init; } = [];
}
