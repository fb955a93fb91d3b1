namespace Webmail.Mail.Stores;

/// <summary>Where text is looked for. <see cref="Anywhere"/>: subject, correspondents and text, not the technical headers.</summary>
public enum SearchedField { Anywhere, From, To, Cc, Bcc, Subject, Body }

/// <summary>
/// Which messages are meant: a small tree that every store answers in its own way. All text in it is data, never syntax of any protocol.
/// Equal trees are equal values, so that what was found can be kept under its question.
/// </summary>
public abstract record MessageQuery
{
    /// <summary>Both sides hold.</summary>
    public sealed record And(MessageQuery Left, MessageQuery Right) : MessageQuery;

    /// <summary>At least one side holds.</summary>
    public sealed record Or(MessageQuery Left, MessageQuery Right) : MessageQuery;

    public sealed record Not(MessageQuery Query) : MessageQuery;

    /// <summary>The text occurs in the field, whatever the case of letters.</summary>
    /// <param name="Exact">The person quoted it: nothing similar is meant (RFC 6203).</param>
    public sealed record Text(SearchedField Field, string Wanted, bool Exact = false) : MessageQuery
    {
        /// <summary>Without line ends, NUL and other controls: no server has to be trusted with them (A72).</summary>
        public string Wanted { get; } = string.Concat(Wanted.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
    }

    public sealed record Flag(MessageFlags Wanted) : MessageQuery;

    /// <summary>A keyword of the person's own (RFC 9051 §2.3.2): an atom, see <see cref="IsKeyword"/>.</summary>
    public sealed record Keyword(string Name) : MessageQuery
    {
        public string Name { get; } = IsKeyword(Name) ? Name : throw new ArgumentException("Not a keyword.", nameof(Name));
    }

    /// <summary>A part is meant to be saved, as <see cref="Envelope.HasAttachments"/> says.</summary>
    public sealed record Attachment : MessageQuery;

    /// <summary>Came in on this day or later, by the store's clock.</summary>
    public sealed record Since(DateOnly Day) : MessageQuery;

    /// <summary>Came in before this day began.</summary>
    public sealed record Before(DateOnly Day) : MessageQuery;

    /// <summary>The whole message has more octets than this.</summary>
    public sealed record Larger(long Octets) : MessageQuery;

    public sealed record Smaller(long Octets) : MessageQuery;

    /// <summary>Of the copies that are kept here: their original is not on the server any more. A store without copies has none of these.</summary>
    /// <param name="Taken">And it was us who took it off there, because its time was over.</param>
    public sealed record OnlyHere(bool Taken) : MessageQuery;

    /// <summary>An atom of IMAP that can name a keyword, and not endless.</summary>
    public static bool IsKeyword(string name) =>
        name.Length is > 0 and <= 100 && name[0] != '\\' && name.All(character => character is > ' ' and < '\u007F' && !"(){%*\"\\]".Contains(character, StringComparison.Ordinal));

    /// <summary>Null stands for every message.</summary>
    public static MessageQuery? Both(MessageQuery? left, MessageQuery? right) => left is null ? right : right is null ? left : new And(left, right);

    /// <summary>Whether a store has to read messages to answer, which takes its time in a large mailbox.</summary>
    public bool ReadsText => this switch
    {
        And and => and.Left.ReadsText || and.Right.ReadsText,
        Or or => or.Left.ReadsText || or.Right.ReadsText,
        Not not => not.Query.ReadsText,
        Text or Attachment => true,
        _ => false,
    };

    /// <summary>Whether the answer follows from the mailbox alone: else it may be another one although nothing in the mailbox has changed.</summary>
    public bool IsOfMailbox => this switch
    {
        And and => and.Left.IsOfMailbox && and.Right.IsOfMailbox,
        Or or => or.Left.IsOfMailbox && or.Right.IsOfMailbox,
        Not not => not.Query.IsOfMailbox,
        _ => this is not OnlyHere,
    };
}
