using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>The folders of all accounts that messages which were found can be moved to, fetched when the menu opens.</summary>
public sealed class FoundTargetsModel(MailPageContext context) : MailPage(context)
{
    public TargetsView View { get; private set; } = new([], "", "");

    public async Task OnGetAsync(CancellationToken cancel) =>
        View = new([], Urls.FoundMoves, SelectionView.FormId) { Others = await OtherTargets.ReadAsync(Stores, Me, but: "", cancel) };
}
