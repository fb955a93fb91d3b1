namespace Webmail.Mail.Imap;

/// <summary>Which of an account's connections a call may use: a long transfer never stands before a click.</summary>
public enum Lane { Interactive, Bulk }

/// <summary>How a call is run: where, whether it changes something (then it is not simply repeated), and for how long.</summary>
/// <param name="Repeatable">True when doing it twice is the same as doing it once: such a call is retried once on a fresh connection.</param>
/// <param name="Deadline">Longest time for the work itself; null for the default of its kind.</param>
public sealed record CommandPlan(Lane Lane, bool Writes, bool Repeatable, TimeSpan? Deadline = null)
{
    public static readonly CommandPlan Read = new(Lane.Interactive, Writes: false, Repeatable: true);
    public static readonly CommandPlan Write = new(Lane.Interactive, Writes: true, Repeatable: false);

    /// <summary>A change that may be sent twice: STORE, UID EXPUNGE, UID MOVE of the same UIDs.</summary>
    public static readonly CommandPlan RepeatableWrite = new(Lane.Interactive, Writes: true, Repeatable: true);

    public static readonly CommandPlan BulkRead = new(Lane.Bulk, Writes: false, Repeatable: true);
    public static readonly CommandPlan BulkWrite = new(Lane.Bulk, Writes: true, Repeatable: false);

    public static CommandPlan Search(ImapPoolOptions options) => BulkRead with { Deadline = options.SearchDeadline };

    internal TimeSpan DeadlineOr(ImapPoolOptions options) => Deadline ?? (Lane == Lane.Bulk ? options.BulkDeadline : options.CommandDeadline);
}
