using MailKit.Net.Imap;
using MailKit.Search;
using Webmail.Mail.Stores;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Mail.Imap;

/// <summary>
/// A query in the server's words (RFC 9051 §6.4.4). MailKit writes every text as a quoted string or a literal; nothing here makes IMAP of strings (A72).
/// </summary>
internal sealed class ImapQuery(ImapSession session)
{
    // IMAP cannot ask for attachments. These are all the messages that may have one; BODYSTRUCTURE then tells which do.
    static readonly SearchQuery Kinds = AnyOf([.. ((string[])["application/", "image/", "audio/", "video/", "message/"]).Select(kind => SearchQuery.HeaderContains("Content-Type", kind)),
        SearchQuery.HeaderContains("Content-Disposition", "attachment")]);

    static readonly SearchQuery MayHaveAttachment = SearchQuery.HeaderContains("Content-Type", "multipart/").Or(Kinds);
    static readonly SearchQuery LooksAttached = SearchQuery.HeaderContains("Content-Type", "multipart/mixed").Or(Kinds);

    public SearchQuery Of(MessageQuery? query) => query is null ? SearchQuery.All : Of(query, decisive: true);

    /// <summary>
    /// Whether BODYSTRUCTURE has to decide, and which way: only where the condition holds for the whole query. Inside OR the header decides,
    /// and on Gmail its own search.
    /// </summary>
    public bool? Attachment(MessageQuery? query) => session.Offers(ImapCapabilities.GMailExt1) ? null : query switch
    {
        MessageQuery.Attachment => true,
        MessageQuery.Not { Query: MessageQuery.Attachment } => false,
        MessageQuery.And and => Attachment(and.Left) ?? Attachment(and.Right),
        _ => null,
    };

    /// <param name="decisive">The condition holds for the whole query, so that more may be found than is meant.</param>
    SearchQuery Of(MessageQuery query, bool decisive) => query switch
    {
        MessageQuery.And and => Of(and.Left, decisive).And(Of(and.Right, decisive)),
        MessageQuery.Or or => Of(or.Left, false).Or(Of(or.Right, false)),
        MessageQuery.Not { Query: MessageQuery.Attachment } when decisive && !session.Offers(ImapCapabilities.GMailExt1) => SearchQuery.All,
        MessageQuery.Not not => SearchQuery.Not(Of(not.Query, false)),
        // RFC 9051 says nothing of an empty text; it is in every message.
        MessageQuery.Text text when text.Wanted.All(character => character is '"' or '\\') && (text.Wanted.Length == 0 || session.Offers(ImapCapabilities.GMailExt1)) => SearchQuery.All,
        MessageQuery.Text text => Text(text),
        MessageQuery.Flag flag => Flag(flag.Wanted),
        MessageQuery.Keyword keyword => SearchQuery.HasKeyword(keyword.Name),
        MessageQuery.Attachment => session.Offers(ImapCapabilities.GMailExt1) ? SearchQuery.GMailRawSearch("has:attachment") : decisive ? MayHaveAttachment : LooksAttached,
        MessageQuery.Since since => SearchQuery.DeliveredAfter(since.Day.ToDateTime(TimeOnly.MinValue)),
        MessageQuery.Before before => SearchQuery.DeliveredBefore(before.Day.ToDateTime(TimeOnly.MinValue)),
        MessageQuery.Larger larger => SearchQuery.LargerThan((int)Math.Min(larger.Octets, int.MaxValue)),
        MessageQuery.Smaller smaller => SearchQuery.SmallerThan((int)Math.Min(smaller.Octets, int.MaxValue)),
        _ => throw new ArgumentOutOfRangeException(nameof(query)),
    };

    SearchQuery Text(MessageQuery.Text text)
    {
        // Gmail's IMAP search finds whole words only; its own syntax would give other meanings to quotes and operators.
        if (text.Field == SearchedField.Anywhere && session.Offers(ImapCapabilities.GMailExt1))
            return SearchQuery.GMailRawSearch($"\"{text.Wanted.Replace('"', ' ').Replace('\\', ' ').Trim()}\"");
        var query = text.Field switch
        {
            SearchedField.From => SearchQuery.FromContains(text.Wanted),
            SearchedField.To => SearchQuery.ToContains(text.Wanted),
            SearchedField.Cc => SearchQuery.CcContains(text.Wanted),
            SearchedField.Bcc => SearchQuery.BccContains(text.Wanted),
            SearchedField.Subject => SearchQuery.SubjectContains(text.Wanted),
            SearchedField.Body => SearchQuery.BodyContains(text.Wanted),
            _ => AnyOf([SearchQuery.SubjectContains(text.Wanted), SearchQuery.FromContains(text.Wanted), SearchQuery.ToContains(text.Wanted),
                SearchQuery.CcContains(text.Wanted), SearchQuery.BodyContains(text.Wanted)]),
        };
        return !text.Exact && session.Offers(ImapCapabilities.FuzzySearch) ? SearchQuery.Fuzzy(query) : query;
    }

    static SearchQuery Flag(MessageFlags flag) => flag switch
    {
        MessageFlags.Seen => SearchQuery.Seen,
        MessageFlags.Answered => SearchQuery.Answered,
        MessageFlags.Flagged => SearchQuery.Flagged,
        MessageFlags.Deleted => SearchQuery.Deleted,
        MessageFlags.Draft => SearchQuery.Draft,
        MessageFlags.Forwarded => SearchQuery.HasKeyword(Keywords.Forwarded),
        MessageFlags.Junk => SearchQuery.HasKeyword(Keywords.Junk),
        MessageFlags.NotJunk => SearchQuery.HasKeyword(Keywords.NotJunk),
        MessageFlags.Muted => SearchQuery.HasKeyword(Keywords.Muted),
        _ => throw new ArgumentOutOfRangeException(nameof(flag)),
    };

    /// <summary>Messages that lack one of the flags to add, or have one of those to remove; null when there is nothing to change.</summary>
    public static SearchQuery? Lacking(MessageFlags add, MessageFlags remove)
    {
        var flags = Enum.GetValues<MessageFlags>().Where(flag => flag != MessageFlags.None).ToList();
        SearchQuery[] queries = [.. flags.Where(flag => add.HasFlag(flag)).Select(flag => SearchQuery.Not(Flag(flag))), .. flags.Where(flag => remove.HasFlag(flag)).Select(Flag)];
        return queries.Length == 0 ? null : AnyOf(queries);
    }

    static SearchQuery AnyOf(SearchQuery[] queries) => queries.Skip(1).Aggregate(queries[0], (all, next) => all.Or(next));
}
