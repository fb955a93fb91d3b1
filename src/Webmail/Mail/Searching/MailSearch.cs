using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Searching;

/// <summary>What one mailbox answered.</summary>
/// <param name="Page">Its newest messages that match; null when it did not answer.</param>
public sealed record FoundPage(SearchPlace Place, MessagePage? Page, FailureKind? Failure = null);

/// <summary>
/// Asks many mailboxes one question and gives out what each finds as it comes. Accounts are asked side by side. Within one the mailboxes follow each other;
/// when one keeps the others waiting, those are asked beside it. The seam for an index of our own: where there is one, it answers for its mailboxes.
/// </summary>
public sealed class MailSearch(PageRequest request, TimeProvider time)
{
    /// <summary>A mailbox that takes longer is overtaken, and one that takes far longer is given up.</summary>
    static readonly TimeSpan Overtake = TimeSpan.FromSeconds(1.5), Brief = TimeSpan.FromSeconds(4), Longest = TimeSpan.FromSeconds(25);

    readonly Channel<FoundPage> found = Channel.CreateUnbounded<FoundPage>();

    /// <summary>In the order of the answers; every place is answered for exactly once.</summary>
    public async IAsyncEnumerable<FoundPage> RunAsync(IReadOnlyList<SearchPlace> places, [EnumeratorCancellation] CancellationToken cancel)
    {
        var all = Task.WhenAll(places.GroupBy(place => place.AccountId).Select(account => AskAsync([.. account], cancel)));
        _ = all.ContinueWith(asked => found.Writer.TryComplete(asked.Exception?.GetBaseException()), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await foreach (var page in found.Reader.ReadAllAsync(cancel)) yield return page;
    }

    async Task AskAsync(IReadOnlyList<SearchPlace> places, CancellationToken cancel)
    {
        var waiting = new ConcurrentQueue<SearchPlace>(places);
        Task? aside = null;
        while (true)
        {
            while (waiting.TryDequeue(out var place))
            {
                var asked = AskAsync(place, Longest, cancel);
                if (aside is null or { IsCompleted: true } && !waiting.IsEmpty && await IsSlowAsync(asked, cancel)) aside = OvertakeAsync(waiting, cancel);
                found.Writer.TryWrite(await asked);
            }
            if (aside is null) return;
            await aside;
            aside = null;
            if (waiting.IsEmpty) return;
        }
    }

    async Task<bool> IsSlowAsync(Task asked, CancellationToken cancel) => await Task.WhenAny(asked, Task.Delay(Overtake, time, cancel)) != asked;

    /// <summary>Those that wait, one after the other and each for a moment only; who needs longer waits for its turn again.</summary>
    async Task OvertakeAsync(ConcurrentQueue<SearchPlace> waiting, CancellationToken cancel)
    {
        var later = new List<SearchPlace>();
        while (waiting.TryDequeue(out var place))
        {
            var page = await AskAsync(place, Brief, cancel);
            if (page.Failure == FailureKind.TimedOut) later.Add(place);
            else found.Writer.TryWrite(page);
        }
        foreach (var place in later) waiting.Enqueue(place);
    }

    async Task<FoundPage> AskAsync(SearchPlace place, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            return new FoundPage(place, await place.Store.PageAsync(place.Mailbox.Name, request with { Patience = patience, Aside = patience == Brief, Only = MessageQuery.Both(request.Only, place.Only) }, cancel));
        }
        catch (MailFailure failure)
        {
            return new FoundPage(place, null, failure.Kind);
        }
    }
}
