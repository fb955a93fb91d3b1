using Webmail.Mail.Stores;

namespace Webmail.Mail.Searching;

/// <summary>What an operator asks about.</summary>
public enum QueryOperator { From, To, Cc, Bcc, Subject, Body, Has, Is, Before, After, On, Larger, Smaller, In, Label }

/// <summary>The words of the question language, English and French; any letter case.</summary>
public static class QueryOperators
{
    static readonly Dictionary<string, QueryOperator> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["from"] = QueryOperator.From, ["de"] = QueryOperator.From,
        ["to"] = QueryOperator.To, ["à"] = QueryOperator.To, ["pour"] = QueryOperator.To,
        ["cc"] = QueryOperator.Cc,
        ["bcc"] = QueryOperator.Bcc, ["cci"] = QueryOperator.Bcc,
        ["subject"] = QueryOperator.Subject, ["objet"] = QueryOperator.Subject, ["sujet"] = QueryOperator.Subject,
        ["body"] = QueryOperator.Body, ["texte"] = QueryOperator.Body,
        ["has"] = QueryOperator.Has, ["avec"] = QueryOperator.Has,
        ["is"] = QueryOperator.Is, ["est"] = QueryOperator.Is,
        ["before"] = QueryOperator.Before, ["avant"] = QueryOperator.Before,
        ["after"] = QueryOperator.After, ["since"] = QueryOperator.After, ["après"] = QueryOperator.After, ["depuis"] = QueryOperator.After,
        ["on"] = QueryOperator.On, ["le"] = QueryOperator.On,
        ["larger"] = QueryOperator.Larger, ["plus"] = QueryOperator.Larger,
        ["smaller"] = QueryOperator.Smaller, ["moins"] = QueryOperator.Smaller,
        ["in"] = QueryOperator.In, ["dans"] = QueryOperator.In,
        ["label"] = QueryOperator.Label, ["libellé"] = QueryOperator.Label,
    };

    static readonly Dictionary<string, MessageQuery> States = new(StringComparer.OrdinalIgnoreCase)
    {
        ["unread"] = new MessageQuery.Not(new MessageQuery.Flag(MessageFlags.Seen)), ["non-lu"] = new MessageQuery.Not(new MessageQuery.Flag(MessageFlags.Seen)),
        ["read"] = new MessageQuery.Flag(MessageFlags.Seen), ["lu"] = new MessageQuery.Flag(MessageFlags.Seen),
        ["flagged"] = new MessageQuery.Flag(MessageFlags.Flagged), ["starred"] = new MessageQuery.Flag(MessageFlags.Flagged),
        ["suivi"] = new MessageQuery.Flag(MessageFlags.Flagged), ["étoilé"] = new MessageQuery.Flag(MessageFlags.Flagged),
        ["answered"] = new MessageQuery.Flag(MessageFlags.Answered), ["replied"] = new MessageQuery.Flag(MessageFlags.Answered), ["répondu"] = new MessageQuery.Flag(MessageFlags.Answered),
        ["forwarded"] = new MessageQuery.Flag(MessageFlags.Forwarded), ["transféré"] = new MessageQuery.Flag(MessageFlags.Forwarded),
        ["draft"] = new MessageQuery.Flag(MessageFlags.Draft), ["brouillon"] = new MessageQuery.Flag(MessageFlags.Draft),
    };

    static readonly HashSet<string> Attachments = new(["attachment", "attachments", "file", "pj", "pièce-jointe", "pièce"], StringComparer.OrdinalIgnoreCase);

    public static QueryOperator? Find(string name) => Names.TryGetValue(name, out var found) ? found : null;

    /// <summary>The query of one term; <c>in:</c> is none, and <c>label:</c> needs to know the labels.</summary>
    internal static MessageQuery Term(QueryOperator name, QueryToken token, DateOnly today) => name switch
    {
        QueryOperator.From => Text(SearchedField.From, token),
        QueryOperator.To => Text(SearchedField.To, token),
        QueryOperator.Cc => Text(SearchedField.Cc, token),
        QueryOperator.Bcc => Text(SearchedField.Bcc, token),
        QueryOperator.Subject => Text(SearchedField.Subject, token),
        QueryOperator.Body => Text(SearchedField.Body, token),
        QueryOperator.Has => Attachments.Contains(token.Value) ? new MessageQuery.Attachment() : throw Wrong(QueryProblemKind.UnknownHas, token),
        QueryOperator.Is => States.TryGetValue(token.Value, out var state) ? state : throw Wrong(QueryProblemKind.UnknownIs, token),
        QueryOperator.Before => new MessageQuery.Before(Days(token, today).First),
        QueryOperator.After => new MessageQuery.Since(Days(token, today).First),
        QueryOperator.On => On(Days(token, today)),
        QueryOperator.Larger => new MessageQuery.Larger(Size(token)),
        QueryOperator.Smaller => new MessageQuery.Smaller(Size(token)),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    static MessageQuery.Text Text(SearchedField field, QueryToken token) => new(field, token.Value, token.Quoted);

    static MessageQuery.And On((DateOnly First, DateOnly After) days) => new(new MessageQuery.Since(days.First), new MessageQuery.Before(days.After));

    static (DateOnly First, DateOnly After) Days(QueryToken token, DateOnly today) => QueryValues.Days(token.Value, today) ?? throw Wrong(QueryProblemKind.NotADate, token);

    static long Size(QueryToken token) => QueryValues.Octets(token.Value) ?? throw Wrong(QueryProblemKind.NotASize, token);

    static QueryException Wrong(QueryProblemKind kind, QueryToken token) => new(new QueryProblem(kind, token.At, token.Length, token.Operator, token.Value));
}
