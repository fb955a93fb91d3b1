using Webmail.Mail.Labels;
using Webmail.Mail.Stores;
using Webmail.Pages.Search;

namespace Webmail.Pages.Mail;

/// <summary>The three panes: folders, a page of messages, and the open message if there is one.</summary>
public abstract class ScreenPage(MailPageContext context) : MailPage(context)
{
    public MessagePage Messages { get; protected set; } = new("", 0, 0, 0, 0, [], false);

    /// <summary>What was found, when that is the list.</summary>
    public SearchView? Search { get; protected set; }

    /// <summary>Order and filters of the list.</summary>
    public ListChoice List { get; private set; } = ListChoice.Plain;

    /// <summary>What the person chose for all screens.</summary>
    public ScreenChoice Choice { get; private set; } = new(null, null);

    /// <summary>The open message, or null.</summary>
    public ReaderView? Open { get; protected set; }

    /// <summary>The conversation the open message belongs to, when the mailbox is listed by conversations.</summary>
    public ConversationView? Stack { get; protected set; }

    /// <summary>Whether this mailbox is listed by conversations.</summary>
    public bool Grouped { get; private set; }

    /// <summary>The messages that the tools of the reader are about.</summary>
    public IReadOnlyList<MessageKey> OpenKeys => Stack?.Keys ?? (Open is null ? [] : [Open.Key]);

    LabelTools? openLabels;

    /// <summary>The labels of what is open: its chips, and the menu of them.</summary>
    public LabelTools OpenLabels => openLabels ??= new(Stack is { } stack ? [.. stack.Conversation.Here.Select(message => message.Envelope)] : [Open!.Message.Envelope], MailboxName, Urls, Labels);

    /// <summary>The message in the reader, also when only what lies around it is drawn.</summary>
    protected MessageKey? OpenKey { get; set; }

    /// <summary>The address of what is on screen, to come back to.</summary>
    public string Here => Open is not null ? Urls.InList(MailboxName, Open.Key) : Search?.Asked is { } asked ? Urls.Search(asked) : MailboxName.Length > 0 ? Urls.Mailbox(MailboxName) : Urls.SearchPage;

    public string MailboxLabel => MailboxNames.Label(Current, MailboxName, Text);

    /// <summary>Without the number of unread messages: the badge writes it in front, and keeps it true.</summary>
    public string Title => Open?.Subject ?? MailboxLabel;

    /// <summary>
    /// In arrival order by the date they arrived: a message that was moved back has a new UID and stands last in the mailbox, but belongs where it was.
    /// </summary>
    public RowsView Rows => new(
        List.Order.IsNatural ? [.. Messages.Envelopes.OrderByDescending(envelope => envelope.Received)] : Messages.Envelopes, MailboxName, CurrentRole, Urls, When, Open?.Key ?? OpenKey) { List = List, Labels = Labels };

    /// <summary>By the date their newest message came, for the same reason.</summary>
    public ConversationRows ConversationRows(IReadOnlyList<Conversation> page) => new(
        List.Order.IsNatural ? [.. page.OrderByDescending(conversation => conversation.Newest.Received)] : page, Rows, Account.Address);

    /// <summary>Reads order and filters from the address and from what is remembered. False when the address says what no list of ours has.</summary>
    protected async Task<bool> ReadChoicesAsync(CancellationToken cancel)
    {
        Choice = await Choices.OfAsync(Me.Id, Account.Id, MailboxName, cancel);
        if (ListChoice.Read(Request.Query["order"], Request.Query["only"].OfType<string>().ToList(), Request.Query["since"], Choice.Order) is not { } list) return false;
        List = list = list.Labelled(Request.Query["label"]);
        Urls = Urls with { List = list, Found = SearchAddress.Read(Request.Query) };
        // What is asked for ahead is not chosen yet.
        var grouped = IsAhead && bool.TryParse(Request.Query["grouped"], out var likely) ? likely : Choice.Grouped;
        Grouped = grouped && await HasConversationsAsync(cancel);
        return true;
    }

    /// <summary>The page that is asked for, in the order and with the filters of this list.</summary>
    protected Task<MessagePage> ReadPageAsync(PageRequest request, CancellationToken cancel) =>
        Store.PageAsync(MailboxName, request with { Order = List.Order, Only = List.Query(Account.Address), Grouped = Grouped, Anew = Frame == "fresh" }, cancel);
}

/// <summary>The rows of a list: a whole page of them, or the one that changed.</summary>
/// <param name="Opened">The message in the reader, whose row is marked.</param>
public sealed record RowsView(IReadOnlyList<Envelope> Envelopes, string Mailbox, MailboxRole Role, MailUrls Urls, When When, MessageKey? Opened = null)
{
    /// <summary>What one wrote shows whom it went to.</summary>
    public bool ShowsRecipients => Role is MailboxRole.Sent or MailboxRole.Drafts;

    public ListChoice List { get; init; } = ListChoice.Plain;

    public AccountLabels Labels { get; init; } = AccountLabels.None;

    /// <summary>Days stand above rows only where they follow each other.</summary>
    public bool HasDays => Envelopes.Count > 1 && List.Order.IsByTime;

    /// <summary>The date a row shows: the one the list is ordered by.</summary>
    public DateTimeOffset DateOf(Envelope envelope) => List.Order.By == OrderBy.Date ? envelope.Date ?? envelope.Received : envelope.Received;

    public static Turbo.DomId RowId(MessageKey key) => new($"row-{key}");
}
