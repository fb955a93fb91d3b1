using Webmail.Mail.Stores;

namespace Webmail.Mail.Acting;

/// <summary><see cref="Waiting"/>: another job of the account is at work. <see cref="TooMany"/>: refused, nothing was changed.</summary>
public enum JobState { Waiting, Running, Done, Cancelled, TooMany, Failed, Undoing, Undone }

/// <summary>How far a job is, at one moment.</summary>
/// <param name="Done">Messages it is done with; while undoing, those that are back.</param>
/// <param name="Total">0 while it is not known yet.</param>
/// <param name="Missing">Messages that had gone before it came to them.</param>
/// <param name="Failure">Why it ended early.</param>
/// <param name="Undoable">How many messages an undo would take back.</param>
public sealed record JobProgress(JobState State, int Done = 0, int Total = 0, int Missing = 0, FailureKind? Failure = null, int Undoable = 0)
{
    /// <summary>Messages that stay where they are: see <see cref="Outcome.Left"/>.</summary>
    public int Left { get; init; }

    /// <summary>Messages it has come to.</summary>
    public int Passed => Done + Missing + Left;

    public bool IsActive => State is JobState.Waiting or JobState.Running or JobState.Undoing;

    public bool CanUndo => !IsActive && State != JobState.Undone && Undoable > 0;
}
