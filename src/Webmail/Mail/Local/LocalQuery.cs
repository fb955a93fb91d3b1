using System.Linq.Expressions;
using Webmail.Data;
using Webmail.Mail.Contacts;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>
/// A query as a condition on messages. Text is looked for in columns that hold it folded, as it is typed: all of them are read through, like an IMAP server
/// without an index does.
/// </summary>
sealed class LocalQuery(WebmailDb db, TimeZoneInfo zone)
{
    public Expression<Func<LocalMessage, bool>> Of(MessageQuery query) => query switch
    {
        MessageQuery.And and => Both(Of(and.Left), Of(and.Right), Expression.AndAlso),
        MessageQuery.Or or => Both(Of(or.Left), Of(or.Right), Expression.OrElse),
        MessageQuery.Not not => Of(not.Query) is var inner ? Expression.Lambda<Func<LocalMessage, bool>>(Expression.Not(inner.Body), inner.Parameters) : null!,
        MessageQuery.Text text => Text(text.Field, Folding.Text(LocalWords.Fit(text.Wanted))),
        MessageQuery.Flag flag => (int)flag.Wanted is var bit ? message => (message.Flags & bit) != 0 : null!,
        MessageQuery.Keyword keyword => Keyword($" {keyword.Name.ToLowerInvariant()} "),
        MessageQuery.Attachment => message => db.Set<LocalContent>().Any(content => content.Id == message.ContentId && content.HasAttachments),
        MessageQuery.Since since => Begin(since.Day) is var begin ? message => message.Received >= begin : null!,
        MessageQuery.Before before => Begin(before.Day) is var end ? message => message.Received < end : null!,
        MessageQuery.Larger larger => message => db.Set<LocalContent>().Any(content => content.Id == message.ContentId && content.Octets > larger.Octets),
        MessageQuery.OnlyHere { Taken: true } => Both(Taken(), OnlyHere(), Expression.AndAlso),
        MessageQuery.OnlyHere => OnlyHere(),
        MessageQuery.Smaller smaller => message => db.Set<LocalContent>().Any(content => content.Id == message.ContentId && content.Octets < smaller.Octets),
        _ => throw new ArgumentOutOfRangeException(nameof(query)),
    };

    Expression<Func<LocalMessage, bool>> Text(SearchedField field, string wanted) => field switch
    {
        SearchedField.From => message => db.Set<LocalText>().Any(text => text.ContentId == message.ContentId && text.From.Contains(wanted)),
        SearchedField.To => message => db.Set<LocalText>().Any(text => text.ContentId == message.ContentId && text.To.Contains(wanted)),
        SearchedField.Cc => message => db.Set<LocalText>().Any(text => text.ContentId == message.ContentId && text.Cc.Contains(wanted)),
        SearchedField.Bcc => message => db.Set<LocalText>().Any(text => text.ContentId == message.ContentId && text.Bcc.Contains(wanted)),
        SearchedField.Subject => message => db.Set<LocalText>().Any(text => text.ContentId == message.ContentId && text.Subject.Contains(wanted)),
        SearchedField.Body => message => db.Set<LocalText>().Any(text => text.ContentId == message.ContentId && text.Body.Contains(wanted)),
        _ => message => db.Set<LocalText>().Any(text => text.ContentId == message.ContentId && (text.Subject.Contains(wanted) || text.From.Contains(wanted)
            || text.To.Contains(wanted) || text.Cc.Contains(wanted) || text.Body.Contains(wanted))),
    };

    // Of the database's own, which has no culture: keywords are ASCII.
#pragma warning disable CA1304, CA1311, CA1862
    static Expression<Func<LocalMessage, bool>> Keyword(string word) => message => (" " + message.Keywords + " ").ToLower().Contains(word);
#pragma warning restore CA1304, CA1311, CA1862

    /// <summary>By the ledger: none of the messages on the server that this one is a copy of is there any more.</summary>
    Expression<Func<LocalMessage, bool>> OnlyHere()
    {
        var lines = Lines();
        return message => !lines.Any(line => line.ContentId == message.ContentId && line.Item.GoneSince == null);
    }

    Expression<Func<LocalMessage, bool>> Taken()
    {
        var lines = Lines();
        return message => lines.Any(line => line.ContentId == message.ContentId && line.Item.State == Pop3ItemState.Removed);
    }

    /// <summary>What the ledger has of messages with these bytes.</summary>
    IQueryable<ContentLine> Lines() =>
        from content in db.Set<LocalContent>()
        join source in db.Set<Pop3Source>() on content.AccountId equals source.AccountId
        from item in db.Set<Pop3Item>().Where(item => item.SourceId == source.Id && item.Sha256 == content.Sha256)
        select new ContentLine { ContentId = content.Id, Item = item };

    sealed class ContentLine
    {
        public required long ContentId { get; init; }
        public required Pop3Item Item { get; init; }
    }

    long Begin(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUnixTimeMilliseconds();
    }

    static Expression<Func<LocalMessage, bool>> Both(Expression<Func<LocalMessage, bool>> left, Expression<Func<LocalMessage, bool>> right, Func<Expression, Expression, Expression> join) =>
        Expression.Lambda<Func<LocalMessage, bool>>(join(left.Body, new Renaming(right.Parameters[0], left.Parameters[0]).Visit(right.Body)), left.Parameters);

    sealed class Renaming(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
