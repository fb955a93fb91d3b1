using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Pages.Jobs;
using Webmail.Pages.Search;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>
/// A change of messages, named by <c>keys</c> or as <c>all</c> of a list. Answers with the changes of the screen and a sentence, or, without JavaScript,
/// goes back to the list that says the sentence. What is more than a moment's work goes on as a job.
/// </summary>
public abstract class ActionPage(MailPageContext context, ActingContext acting) : MailPage(context)
{
    /// <summary>More keys are refused: a form holds a thousand fields.</summary>
    public const int MostKeys = 1000;

    /// <summary>More than this is a job.</summary>
    public const int MostAtOnce = 100;

    [BindProperty] public string[] Keys { get; set; } = [];

    /// <summary>All messages of the list, instead of keys: the server knows which these are.</summary>
    [BindProperty] public bool All { get; set; }

    /// <summary>Keys stand for the conversations they belong to, as rows do.</summary>
    [BindProperty] public bool Whole { get; set; }

    /// <summary>Order and filters of that list, as its address says them.</summary>
    [BindProperty] public string? List { get; set; }

    /// <summary>UIDVALIDITY of the mailbox when the list was drawn, and the highest UID there was.</summary>
    [BindProperty] public uint Validity { get; set; }
    [BindProperty] public uint UpTo { get; set; }

    /// <summary>How many the list had, for a question; nothing is decided by it.</summary>
    [BindProperty] public int Total { get; set; }

    /// <summary>Where to go afterwards, when what was open goes itself: an address of ours.</summary>
    [BindProperty] public string? Then { get; set; }

    [TempData] public string? Flash { get; set; }

    protected bool TryChosen([NotNullWhen(true)] out ChosenMessages? chosen)
    {
        chosen = All ? AllOfList() : TryKeys(out var keys) ? new TheseMessages(keys) { Whole = Whole } : null;
        return chosen is not null;
    }

    protected bool TryKeys(out IReadOnlyList<MessageKey> keys)
    {
        var parsed = new List<MessageKey>();
        foreach (var text in Keys) if (MessageKey.TryParse(text, out var key)) parsed.Add(key);
        keys = parsed;
        return parsed.Count > 0 && parsed.Count == Keys.Length && parsed.Count <= MostKeys;
    }

    AllMessages? AllOfList()
    {
        var list = new QueryCollection(QueryHelpers.ParseQuery(List));
        return Validity > 0 && ListChoice.Read(list["order"], list["only"].OfType<string>().ToList(), list["since"], MessageOrder.Arrival) is { } choice
            ? new AllMessages(choice.Order, choice.Labelled(list["label"]).Query(Account.Address), Validity, UpTo) { Whole = Whole } : null;
    }

    /// <summary>How many messages a question is about.</summary>
    protected async Task<int> CountAsync(ChosenMessages chosen, CancellationToken cancel) =>
        chosen.Whole ? (await chosen.FindAsync(Store, MailboxName, null, cancel)).Count : All ? Total : Keys.Length;

    /// <summary>What the form said of the messages, to be said again by another form.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ChosenFields =>
        [.. All ? ListFields : Keys.Select(key => KeyValuePair.Create("keys", key)), .. Whole ? [KeyValuePair.Create("whole", "true")] : Array.Empty<KeyValuePair<string, string>>()];

    IEnumerable<KeyValuePair<string, string>> ListFields =>
    [
        new("all", "true"), new("list", List ?? ""), new("total", Total.ToString(CultureInfo.InvariantCulture)),
        new("validity", Validity.ToString(CultureInfo.InvariantCulture)), new("upTo", UpTo.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Does it: at once when it is little, else as a job, of which a short one is waited for.</summary>
    /// <param name="called">What it is called in the texts (<c>Flash.{Name}</c> says that it is done), and the folder it is about, as the person reads it.</param>
    /// <param name="changes">What changes on screen when it is done.</param>
    protected async Task<IActionResult> ActAsync(
        MailAction action, ChosenMessages chosen, (string Name, string Target) called, Func<IReadOnlyList<MessageKey>, Task<IReadOnlyList<TurboStream>>> changes, CancellationToken cancel)
    {
        if (chosen is TheseMessages { Whole: true }) chosen = new TheseMessages(await chosen.FindAsync(Store, MailboxName, null, cancel));
        var keys = (chosen as TheseMessages)?.Keys ?? [];
        var order = new JobOrder(Me.Id, Account.Id, MailboxName, Store.InBulk, chosen, action, called.Name, called.Target);
        if (chosen is TheseMessages && keys.Count <= MostAtOnce && !action.TakesTime)
        {
            var outcome = await action.RunAsync(Store, MailboxName, keys, cancel);
            return await AnswerAsync(Said(order, outcome, keys.Count), () => changes(keys), cancel);
        }
        if (acting.Jobs.Start(order) is not { } job) return await AnswerAsync(new FlashMessage(acting.Words.Text["Busy"], Bad: true), () => changes([]), cancel);
        if (await acting.EndsSoonAsync(job, cancel)) return await AnswerAsync(acting.Words.Ended(job, Urls.PathBase), () => EndedAsync(job, () => changes(keys)), cancel);
        return WantsStream ? Stream([.. await changes(keys), JobView.Shown(job, Urls.PathBase)]) : LocalRedirect(JobView.Url(job, Urls.PathBase));
    }

    /// <summary>Of what was not done to all of them, the screen does not know to which.</summary>
    static async Task<IReadOnlyList<TurboStream>> EndedAsync(Job job, Func<Task<IReadOnlyList<TurboStream>>> changes) =>
        job.Progress is { State: JobState.Done, Left: 0 } ? await changes() : [TurboStream.Refresh()];

    /// <summary>Small things are taken back by a form that knows all of it, on any node; the rest by what this node keeps.</summary>
    FlashMessage Said(JobOrder order, Outcome outcome, int named)
    {
        var sentence = acting.Words.Done(order, outcome.Done);
        return outcome.Traces switch
        {
            [] => new FlashMessage(sentence),
            [Moved { Receipt: var receipt }] => new FlashMessage(sentence, UndoAction: $"{Urls.Moves(receipt.To)}?handler=undo", UndoFields: [new("to", receipt.From), .. FlashMessage.Keys(receipt.Moved)]),
            [Marked marked] when FlagsModel.Opposite(marked) is { } opposite => new FlashMessage(
                sentence, UndoAction: Urls.Flags(MailboxName), UndoFields: [new("set", opposite), .. FlashMessage.Keys(marked.Keys)]),
            [Labelled labelled] => new FlashMessage(
                sentence, UndoAction: Urls.Labels(MailboxName), UndoFields: [new(labelled.On ? "remove" : "add", labelled.Keyword), .. FlashMessage.Keys(labelled.Keys)]),
            _ => new FlashMessage(sentence, UndoAction: JobView.Undo(acting.Jobs.Keep(order, outcome, named), Urls.PathBase)),
        };
    }

    /// <summary>Whether rows of the list stand for conversations.</summary>
    protected async Task<bool> IsGroupedAsync(CancellationToken cancel) =>
        (await Choices.OfAsync(Me.Id, Account.Id, MailboxName, cancel)).Grouped && await HasConversationsAsync(cancel);

    /// <summary>The conversation these messages are in; null when they are in several, or it is too long to be known whole.</summary>
    /// <param name="first">Looks only where the first of them is.</param>
    protected async Task<Conversation?> ConversationOfAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancel, bool first = false)
    {
        var page = await Store.PageAsync(MailboxName, new PageRequest(PageSide.Around, keys[0], Size: 1) { Grouped = true }, cancel);
        return page.Conversations is [var conversation] && (first || keys.All(key => conversation.Messages.Any(message => message.Key == key))) ? conversation : null;
    }

    protected TurboStream RowOf(Envelope envelope) => TurboStream.Replace(RowsView.RowId(envelope.Key), "_Rows", RowsOf(envelope));

    protected TurboStream RowOf(Conversation conversation) => TurboStream.Replace(
        RowsView.RowId(ConversationRows.KeyOf(conversation)), "_ConversationRows", new ConversationRows([conversation], RowsOf(), Account.Address));

    RowsView RowsOf(params Envelope[] envelopes) => new(envelopes, MailboxName, CurrentRole, Urls, When) { Labels = Labels };

    /// <summary>A sentence about a number of messages, by the plural rule of the language.</summary>
    protected string Counted(string name, int count, string more = "") => MailText.Counted(Text, name, count, more);

    /// <summary>The answer without streams: a list, which says the sentence.</summary>
    protected LocalRedirectResult BackTo(string mailbox, FlashMessage? flash)
    {
        Flash = flash is null ? null : JsonSerializer.Serialize(flash);
        return LocalRedirect(Url.IsLocalUrl(Then) ? Then : Urls.Mailbox(mailbox));
    }

    protected async Task<IActionResult> AnswerAsync(FlashMessage? flash, Func<Task<IReadOnlyList<TurboStream>>> changes, CancellationToken cancel)
    {
        if (!WantsStream || !string.IsNullOrEmpty(Then)) return BackTo(MailboxName, flash);
        await LoadMailboxesAsync(cancel);
        IEnumerable<TurboStream> streams = [
            .. await changes(), TurboStream.Morph(FoldersView.Id, "_Folders", FoldersView.Of(this)),
            TurboStream.Update(FoldersView.TotalId, "_Total", Current?.Messages ?? 0)];
        return Stream(flash is null ? streams : streams.Append(flash.AsStream()));
    }

    /// <summary>The rows go at once, and one of them from what was found as well; where many went, the page is fetched again for those that move up.</summary>
    protected Task<IReadOnlyList<TurboStream>> Gone(IReadOnlyList<MessageKey> keys)
    {
        var rows = keys.Select(key => TurboStream.Remove(RowsView.RowId(key)));
        return Task.FromResult<IReadOnlyList<TurboStream>>([.. rows, keys is [var one] ? TurboStream.Remove(new FoundKey(Account.Id, MailboxName, one).RowId) : TurboStream.Refresh()]);
    }
}
