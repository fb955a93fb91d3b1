using Webmail.Mail.Labels;
using Webmail.Mail.Searching;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;
using Webmail.Turbo;

namespace Webmail.Pages.Search;

/// <summary>One message that was found, with its own mailbox's address.</summary>
/// <param name="Key">Keys of two mailboxes may be alike: its own says where it is.</param>
/// <param name="Place">What its mailbox is called, with its account where several are asked.</param>
public sealed record FoundRow(Envelope Envelope, FoundKey Key, string Address, string Place, LabelColour? Colour = null)
{
    public IReadOnlyList<Label> Labels { get; init; } = [];

    /// <summary>The day it came, by the mail server's clock, which is what IMAP asks by.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Envelope.Received.DateTime);
}

/// <summary>Rows with their hits shown.</summary>
public sealed record FoundRows(IReadOnlyList<FoundRow> Rows, IReadOnlyList<string> Words, When When);

/// <summary>How far a search is.</summary>
/// <param name="Asked">Mailboxes that have answered, of <paramref name="Of"/>.</param>
/// <param name="Silent">What mailboxes are called that did not answer.</param>
/// <param name="Horizon">From this day on backwards there is more than is shown; null when all is.</param>
/// <param name="Older">Where that is.</param>
public sealed record SearchProgress(int Asked, int Of, int Found, IReadOnlyList<string> Silent, DateOnly? Horizon = null, string? Older = null)
{
    public bool Done => Asked == Of;
}

/// <summary>The pane of results.</summary>
public sealed record SearchView(SearchAddress? Asked, MailUrls Urls, QueryProblem? Problem = null, string? UnknownFolder = null)
{
    public static readonly DomId List = new("found"), Progress = new("search-progress");

    public FoundRows? Rows { get; init; }
    public SearchProgress? State { get; init; }

    /// <summary>What the folder is called that one came from; empty when from none.</summary>
    public string FolderLabel { get; init; } = "";

    public bool SeveralAccounts { get; init; }

    /// <summary>Whether results come in a stream of their own.</summary>
    public bool Streams => Asked is not null && Problem is null && UnknownFolder is null && State is null;
}
