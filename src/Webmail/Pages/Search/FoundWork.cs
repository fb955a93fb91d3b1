using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Pages.Jobs;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>One action on messages of several mailboxes: what is to be done in each, and what came of it.</summary>
sealed class FoundWork(Guid personId, (string Name, string Target) called)
{
    readonly List<(JobOrder Order, IReadOnlyList<FoundKey> Keys)> orders = [];
    readonly List<FoundKey> done = [];
    readonly List<Trace> traces = [];
    int count;

    public IReadOnlyList<(JobOrder Order, IReadOnlyList<FoundKey> Keys)> Orders => orders;
    public IReadOnlyList<FoundKey> Done => done;
    public int Messages => orders.Sum(order => order.Keys.Count);
    public bool TakesTime => orders.Exists(order => order.Order.Action.TakesTime);

    /// <summary>Why something was not done; the last reason, where there are several.</summary>
    public MailFailure? Failure { get; set; }

    public async Task AddAsync(OpenedAccount account, IEnumerable<FoundKey> keys, FoundActionPage.ActionIn choose, CancellationToken cancel)
    {
        var mailboxes = await account.Store.RecentMailboxesAsync(cancel);
        foreach (var some in keys.GroupBy(key => key.Mailbox))
        {
            if (mailboxes.FirstOrDefault(mailbox => mailbox.Name == some.Key) is not { } mailbox) Failure = new MailFailure(FailureKind.MailboxGone);
            else if (await choose(account, mailbox) is { } action)
                orders.Add((new JobOrder(personId, account.Account.Id, some.Key, account.Store.InBulk, new TheseMessages([.. some.Select(key => key.Key)]), action, called.Name, called.Target), [.. some]));
        }
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var (order, keys) in orders)
        {
            try
            {
                var outcome = await order.Action.RunAsync(order.Store, order.Mailbox, ((TheseMessages)order.Chosen).Keys, cancel);
                (count, Failure) = (count + outcome.Done, outcome.Failure ?? Failure);
                traces.AddRange(outcome.Traces.Select(trace => new TraceIn(order.Store, trace)));
                done.AddRange(keys);
            }
            catch (MailFailure failure)
            {
                Failure = failure;
            }
        }
    }

    public FlashMessage Said(ActingContext acting, IStringLocalizer<MailText> text, string pathBase)
    {
        var why = Failure is { } failure ? FlashMessage.Failure(text, failure).Text : "";
        if (count == 0) return new FlashMessage(why.Length > 0 ? why : acting.Words.Text["Nothing"], Bad: why.Length > 0);
        var sentence = acting.Words.Done(orders[0].Order, count) + (why.Length > 0 ? " " + why : "");
        return new FlashMessage(sentence, Bad: why.Length > 0,
            UndoAction: traces.Count > 0 ? JobView.Undo(acting.Jobs.Keep(orders[0].Order, new Outcome(count, traces), count), pathBase) : null);
    }
}

/// <summary>Something that was left behind in a store of its own, whatever store the rest is in.</summary>
sealed record TraceIn(IMailStore There, Trace What) : Trace
{
    public override int Count => What.Count;

    public override bool IsMark => What.IsMark;

    public override Task UndoAsync(IMailStore store, CancellationToken cancel) => What.UndoAsync(There, cancel);
}
