using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.Pages.Search;

namespace Webmail.Pages.Mail;

/// <summary>Addresses of one account's pages (design.md, stable hooks). Written by hand: a list page holds a hundred of them.</summary>
public sealed record MailUrls(string PathBase, string Account)
{
    /// <summary>Order and filters of the list that messages are opened from: their addresses take them along.</summary>
    public ListChoice List { get; init; } = ListChoice.Plain;

    /// <summary>The search that messages are opened from; null for a list.</summary>
    public SearchAddress? Found { get; init; }

    string Root { get; } = $"{PathBase}/mail/{Account}/";

    public string Mailbox(string mailbox) => Root + MailboxPath.Encode(mailbox);
    public string Mailbox(string mailbox, ListChoice list) => WithList(Mailbox(mailbox), list, '?');
    public string Order(string mailbox) => $"{Mailbox(mailbox)}/order";
    public string Message(string mailbox, MessageKey key) => $"{Mailbox(mailbox)}/{key}";

    /// <summary>A message beside the list it was found in.</summary>
    public string InList(string mailbox, MessageKey key) => Found is null ? WithList(Message(mailbox, key), List, '?') : $"{Message(mailbox, key)}?{Found.Parts}";

    /// <summary>The list that the open message stands in: its mailbox, or what was found.</summary>
    public string ListOf(string mailbox) => Found is null ? Mailbox(mailbox) : Search(Found);

    public string SearchPage => $"{PathBase}/search/{Account}";
    public string Search(SearchAddress asked) => $"{SearchPage}?{asked.Parts}";
    public string SearchResults(SearchAddress asked) => $"{SearchPage}/results?{asked.Parts}";
    public string FoundAnew(SearchAddress asked) => $"{SearchResults(asked)}&anew=true";
    public string FoundFlags => $"{SearchPage}/flags";
    public string FoundMoves => $"{SearchPage}/moves";
    public string FoundTargets => $"{SearchPage}/targets";
    public string SavedSearches => $"{SearchPage}/saved";

    /// <summary>The words it was found by are marked.</summary>
    /// <param name="colours">What was asked for in this view: <c>original</c>, <c>adapted</c> or nothing.</param>
    public string Body(string mailbox, MessageKey key, bool images, string colours = "") => Body(mailbox, key, [Marked, images ? "images=1" : "", colours.Length > 0 ? $"colours={colours}" : ""]);
    public string Print(string mailbox, MessageKey key, bool images) => $"{Message(mailbox, key)}/print{(images ? "?images=1" : "")}";

    /// <summary>A body as part of a stack: it tells how tall it is.</summary>
    public string StackedBody(string mailbox, MessageKey key, bool images) => Body(mailbox, key, ["stacked=1", Marked, images ? "images=1" : ""]);

    string Marked => Found is null ? "" : $"q={Uri.EscapeDataString(Found.Query)}";

    string Body(string mailbox, MessageKey key, string[] asked) =>
        $"{Message(mailbox, key)}/body" + (string.Join('&', asked.Where(part => part.Length > 0)) is { Length: > 0 } parts ? $"?{parts}" : "");

    /// <summary>A conversation with one more letter open, or all.</summary>
    public string Expand(string mailbox, MessageKey opened, string letter) => InList(mailbox, opened) is var address ? $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}expand={letter}" : "";
    public string Part(string mailbox, MessageKey key, string specifier) => $"{Message(mailbox, key)}/parts/{specifier}";
    public string Source(string mailbox, MessageKey key) => $"{Message(mailbox, key)}/source";
    public string Viewer(string mailbox, MessageKey key, string specifier) => $"{Message(mailbox, key)}/viewer/{specifier}";
    public string Cards(string mailbox, MessageKey key, string specifier) => $"{Message(mailbox, key)}/cards/{specifier}";
    public string Unpacked(string mailbox, MessageKey key, string specifier) => $"{Message(mailbox, key)}/unpacked/{specifier}";
    public string Enclosed(string mailbox, MessageKey key, string specifier) => $"{Message(mailbox, key)}/enclosed/{specifier}";
    public string EnclosedBody(string mailbox, MessageKey key, string specifier) => $"{Message(mailbox, key)}/enclosed-body?part={specifier}";
    public string AllParts(string mailbox, MessageKey key) => $"{Message(mailbox, key)}/parts.zip";
    public string Sender(string mailbox, MessageKey key) => $"{Message(mailbox, key)}/sender";
    public string Redirections(string mailbox, MessageKey key) => $"{Message(mailbox, key)}/redirections";
    public string Signature(string mailbox, MessageKey key) => $"{Message(mailbox, key)}/signature";
    public string Opened(string mailbox, MessageKey key) => $"{Message(mailbox, key)}/opened";
    public string OpenedBody(string mailbox, MessageKey key, bool stacked = false) => $"{Message(mailbox, key)}/opened-body{(stacked ? "?stacked=1" : "")}";
    public string OpenedPart(string mailbox, MessageKey key, string specifier) => $"{Message(mailbox, key)}/opened-parts/{specifier}";
    /// <summary>Writes something new; afterwards the person is back where they were.</summary>
    public string Compose(string back) => $"{PathBase}/compose?account={Account}&back={Uri.EscapeDataString(back)}";
    public string Compose(DraftKind kind, string mailbox, MessageKey key) => $"{Compose(Message(mailbox, key))}&kind={kind}&mailbox={MailboxPath.Encode(mailbox)}&message={key}";

    /// <summary>Goes on with a draft, and comes back to the list: the message that was open is another one by then.</summary>
    public string EditDraft(string mailbox, OpenedMessage message) =>
        $"{Compose(Mailbox(mailbox))}&kind={DraftKind.EditDraft}&mailbox={MailboxPath.Encode(mailbox)}&message={message.Envelope.Key}{(Draft.IdOf(message.MessageId) is { } ours ? $"&draft={ours}" : "")}";

    public string Flags(string mailbox) => $"{Mailbox(mailbox)}/flags";
    public string Labels(string mailbox) => $"{Mailbox(mailbox)}/labels";
    public string LabelSettings => $"{PathBase}/settings/labels/{Account}";
    public string Moves(string mailbox) => $"{Mailbox(mailbox)}/moves";

    public string Copies(string mailbox) => $"{Mailbox(mailbox)}/copies";
    public string Deletions(string mailbox) => $"{Mailbox(mailbox)}/deletions";
    public string Targets(string mailbox) => $"{Mailbox(mailbox)}/targets";
    public string Folder(string mailbox) => $"{Mailbox(mailbox)}/folder";

    /// <summary>Makes a folder inside this one, or at the top when it is the inbox.</summary>
    public string NewFolder(string mailbox, string? from) => $"{Mailbox(mailbox)}/folders{(from is null ? "" : $"?from={from}")}";

    public string Older(MessagePage page) => $"{Mailbox(page.Mailbox)}?older={page.Envelopes[^1].Key}&at={page.First}{WithList("", List, '&')}";
    public string Newer(MessagePage page) => $"{Mailbox(page.Mailbox)}?newer={page.Envelopes[0].Key}&at={page.Last}{WithList("", List, '&')}";

    static string WithList(string address, ListChoice list, char mark) => list.Address is { Length: > 0 } parts ? $"{address}{mark}{parts}" : address;
}
