using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.Mail.Searching;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>A page that asks a question of one account's mailboxes, or of all accounts'.</summary>
public abstract class SearchPage(MailPageContext context, MailStores stores, TimeProvider time) : ScreenPage(context)
{
    readonly List<string> silent = [];

    protected TimeProvider Time => time;

    /// <summary>What is asked, or what is wrong with it.</summary>
    protected async Task<(SearchAddress? Asked, ParsedQuery? Question, QueryProblem? Problem)> ReadAsync(CancellationToken cancel)
    {
        var asked = SearchAddress.Read(Request.Query);
        if (asked is null) return (null, null, null);
        var (question, problem) = QueryParser.Parse(asked.Query, When.Today, asked.Where == SearchScope.Accounts ? await AllLabelsAsync(cancel) : Labels);
        return (asked, question, problem);
    }

    /// <summary>Where it is asked; the folder that <c>in:</c> names and nobody has, otherwise.</summary>
    protected async Task<(IReadOnlyList<SearchPlace> Places, string? Unknown)> PlacesAsync(SearchAddress asked, ParsedQuery question, CancellationToken cancel)
    {
        if (asked.Where == SearchScope.Accounts) return await OfAllAccountsAsync(asked, question.In, cancel);
        if (question.In.Count > 0)
        {
            var (named, unknown) = SearchPlaces.In(Mailboxes, question.In, mailbox => [MailboxNames.Short(mailbox, Text)]);
            return ([.. named.Select(mailbox => PlaceOf(mailbox, asked))], unknown);
        }
        return ([.. SearchPlaces.Of(Mailboxes, asked.Where, asked.Folder).Select(mailbox => PlaceOf(mailbox, asked))], null);
    }

    SearchPlace PlaceOf(Mailbox mailbox, SearchAddress asked) => new(Account.Id, Store, mailbox) { Only = OnlyOf(mailbox, asked), Labels = Labels };

    /// <summary>
    /// Of copies those alone that are nowhere else, or everything would be found twice. A list over all accounts has what we took off a server when its time there was over,
    /// and not what was thrown away there.
    /// </summary>
    static MessageQuery.OnlyHere? OnlyOf(Mailbox mailbox, SearchAddress asked) =>
        mailbox.Owner == MailboxOwner.Kept && asked.Where != SearchScope.Here ? new MessageQuery.OnlyHere(UnifiedView.Of(asked) is not null) : null;

    /// <summary>A name may stand for another keyword in each account.</summary>
    async Task<AccountLabels> AllLabelsAsync(CancellationToken cancel)
    {
        var all = new List<Label>();
        foreach (var account in await stores.OfAsync(Me.Id, cancel)) all.AddRange((await LabelBook.OfAsync(Me.Id, account.Id, cancel)).All);
        return new AccountLabels(all);
    }

    /// <summary>Not every account has every folder: one that some have is known.</summary>
    async Task<(IReadOnlyList<SearchPlace> Places, string? Unknown)> OfAllAccountsAsync(SearchAddress asked, IReadOnlyList<string> folders, CancellationToken cancel)
    {
        var places = new List<SearchPlace>();
        string? unknown = null;
        foreach (var account in await stores.OfAsync(Me.Id, cancel))
        {
            try
            {
                if (await stores.OpenAsync(Me.Id, account.Id, Me.SessionSecret, cancel) is not { } opened) continue;
                var mailboxes = await opened.Store.RecentMailboxesAsync(cancel);
                var labels = await LabelBook.OfAsync(Me.Id, account.Id, cancel);
                var (chosen, missing) = folders.Count == 0 ? (SearchPlaces.Of(mailboxes, SearchScope.Kept, ""), null)
                    : SearchPlaces.In(mailboxes, folders, mailbox => [MailboxNames.Short(mailbox, Text)]);
                unknown ??= missing;
                places.AddRange(chosen.Select(mailbox => new SearchPlace(account.Id, opened.Store, mailbox) { Account = Shown.Text(account.Called), Colour = account.Colour, Labels = labels, Only = OnlyOf(mailbox, asked) }));
            }
            catch (MailFailure failure) when (account.Id != Account.Id)
            {
                // The other accounts answer all the same. One that is shut away has nothing to say, and its own pages ask for its password.
                if (failure.Kind != FailureKind.SignInAgain) silent.Add(Shown.Text(account.Called));
            }
        }
        return (places, places.Count == 0 ? unknown : null);
    }

    protected async Task<bool> HasSeveralAccountsAsync(CancellationToken cancel) => (await stores.OfAsync(Me.Id, cancel)).Count > 1;

    protected SearchNames Names() => new(
        place => place.Account.Length > 0 ? $"{place.Account} · {MailboxNames.Label(place.Mailbox, place.Mailbox.Name, Text)}" : MailboxNames.Label(place.Mailbox, place.Mailbox.Name, Text), place => new MailUrls(Request.PathBase, place.AccountId), When) { Silent = silent };
}
