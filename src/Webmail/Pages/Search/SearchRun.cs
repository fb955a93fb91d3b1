using System.Runtime.CompilerServices;
using Webmail.Mail.Searching;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>What to call things and where they are, for rows of any account.</summary>
/// <param name="Label">What a place is called.</param>
public sealed record SearchNames(Func<SearchPlace, string> Label, Func<SearchPlace, MailUrls> Urls, When When)
{
    /// <summary>Accounts that could not be asked at all.</summary>
    public IReadOnlyList<string> Silent { get; init; } = [];
}

/// <summary>
/// One search as the screen follows it. Each mailbox gives its newest hits; ranked by date over all of them the list is whole only down to the day where a
/// mailbox has more: that day is the horizon, and the next page begins there.
/// </summary>
public sealed class SearchRun(SearchAddress asked, ParsedQuery question, IReadOnlyList<SearchPlace> places, SearchNames names)
{
    const int Page = 50;
    const int Whole = 500;

    readonly List<FoundRow> rows = [];
    readonly List<string> silent = [.. names.Silent];
    DateOnly? horizon;
    int answered, total;

    /// <summary>Something is said to have changed: what is remembered will not do.</summary>
    public bool Anew { get; init; }

    public SearchProgress Progress => new(answered, places.Count, total, silent);

    /// <summary>The rows of each mailbox as it answers.</summary>
    public async IAsyncEnumerable<FoundRows> FollowAsync(TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        MessageQuery? before = asked.Until is { } until ? new MessageQuery.Before(until.AddDays(1)) : null;
        // On the day where the page before ended there may be many.
        var request = PageRequest.Newest with { Only = MessageQuery.Both(question.Query, before), Size = before is null ? Page : Whole, Anew = Anew };
        await foreach (var found in new MailSearch(request, time).RunAsync(places, cancel)) yield return Take(found);
    }

    FoundRows Take(FoundPage found)
    {
        answered++;
        if (found.Page is not { } page)
        {
            silent.Add(names.Label(found.Place));
            return new FoundRows([], question.Words, names.When);
        }
        total += page.Total;
        var urls = names.Urls(found.Place) with { Found = asked };
        FoundRow[] some = [.. page.Envelopes.Select(envelope => new FoundRow(
            envelope, new FoundKey(found.Place.AccountId, page.Mailbox, envelope.Key), urls.InList(page.Mailbox, envelope.Key), names.Label(found.Place), found.Place.Colour) { Labels = found.Place.Labels.Of(envelope) })];
        if (page.Total > some.Length && some.Length > 0 && some.Min(row => row.Day) is var day && (horizon is null || day > horizon)) horizon = day;
        rows.AddRange(some);
        return new FoundRows(Ranked(some), question.Words, names.When);
    }

    /// <summary>The whole list, when all have answered.</summary>
    public (FoundRows Rows, SearchProgress Progress) End()
    {
        var whole = horizon is { } day && rows.Any(row => row.Day > day) ? Cut(day) : Ranked(rows);
        if (horizon is not { } edge) return (new FoundRows(whole, question.Words, names.When), Progress);
        // A day with more than a page of its own is shown as far as it goes.
        var (shownTo, until) = whole.Count < rows.Count ? (edge, edge) : (edge.AddDays(-1), edge.AddDays(-1));
        return (new FoundRows(whole, question.Words, names.When), Progress with { Horizon = shownTo, Older = (asked with { Until = until }).Parts });
    }

    public async Task<(FoundRows Rows, SearchProgress Progress)> WaitAsync(TimeProvider time, CancellationToken cancel)
    {
        await foreach (var _ in FollowAsync(time, cancel)) { }
        return End();
    }

    List<FoundRow> Cut(DateOnly day) => Ranked(rows.Where(row => row.Day > day));

    static List<FoundRow> Ranked(IEnumerable<FoundRow> rows) => [.. rows.OrderByDescending(row => row.Envelope.Received)];
}
