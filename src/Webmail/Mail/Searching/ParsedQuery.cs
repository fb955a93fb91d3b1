using Webmail.Mail.Stores;

namespace Webmail.Mail.Searching;

/// <summary>A question as it was understood.</summary>
/// <param name="Query">Null when every message is meant (only <c>in:</c> was given).</param>
/// <param name="In">What <c>in:</c> named, as typed; empty when nothing was.</param>
/// <param name="Words">Text to show as found, longest first.</param>
public sealed record ParsedQuery(MessageQuery? Query, IReadOnlyList<string> In, IReadOnlyList<string> Words);

/// <summary>What a question asks of the person who typed it.</summary>
public enum QueryProblemKind
{
    Empty, TooLong, TooManyTerms, TooDeep, QuoteOpen, ParenthesisOpen, ParenthesisStray, OrAlone, MinusAlone,
    ValueMissing, NotADate, NotASize, UnknownLabel, UnknownHas, UnknownIs, InNested,
}

/// <summary>Why a question cannot be asked. Positions are UTF-16 units of the text as typed.</summary>
/// <param name="Operator">The operator as typed, without its colon; empty when it is about none.</param>
/// <param name="Value">What was given and does not fit; may be empty.</param>
public sealed record QueryProblem(QueryProblemKind Kind, int At, int Length, string Operator = "", string Value = "");

sealed class QueryException(QueryProblem problem) : Exception(problem.Kind.ToString())
{
    public QueryProblem Problem { get; } = problem;
}
