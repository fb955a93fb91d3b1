namespace Webmail.Security;

/// <summary>Sessions that have ended on this node: one, or all of a person, perhaps but one.</summary>
/// <param name="Ticket">Hash of the one that ended (<see cref="SessionStore.NameOf"/>); null for all of <paramref name="PersonId"/>.</param>
/// <param name="ButNot">The one that goes on.</param>
public sealed record EndedSessions(Guid? PersonId, string? Ticket, string? ButNot = null)
{
    public bool Are(string ticket, Guid personId) => (PersonId is null || PersonId == personId) && (Ticket is null || Ticket == ticket) && ticket != ButNot;
}

/// <summary>
/// Tells what lasts longer than a request that its session has ended. Other nodes find out by asking (<see cref="SessionStore.IsOpenAsync"/>).
/// </summary>
public sealed class SessionEnds
{
    public event Action<EndedSessions>? Ended;

    internal void Raise(EndedSessions ended) => Ended?.Invoke(ended);
}
