using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Security;

namespace Webmail.Pages.Settings;

/// <summary>Where a person is signed in, and an end to it: the other browser finds itself signed out at its next request.</summary>
public sealed class SessionsModel(SettingsContext context, SessionStore store, SessionCookies cookies, SecurityLog log) : SettingsPage(context)
{
    public IReadOnlyList<ListedSession> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) => Sessions = await store.OfAsync(Me.Id, Ticket, cancel);

    /// <param name="session">Hash of its ticket. One that is gone already is what the person wanted.</param>
    public async Task<IActionResult> OnPostAsync(string? session, CancellationToken cancel)
    {
        if (await store.EndOneAsync(Me.Id, session ?? "", cancel)) log.SignedOut(Me.Id);
        return Saved("Sessions.Ended");
    }

    public async Task<IActionResult> OnPostOthersAsync(CancellationToken cancel)
    {
        if (await store.EndOthersAsync(Me.Id, Ticket, cancel) > 0) log.SignedOut(Me.Id);
        return Saved("Sessions.Ended.Others");
    }

    public string Device(string userAgent) => DeviceName.Of(userAgent) switch
    {
        (null, null) => Text["Sessions.Unknown"],
        ({ } browser, null) => browser,
        (null, { } system) => system,
        var (browser, system) => Text["Sessions.On", browser!, system!],
    };

    Secret Ticket => cookies.TicketOf(Request);
}
