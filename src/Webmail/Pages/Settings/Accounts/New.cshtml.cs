using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Pages.Mail;
using Webmail.Pages.SignIn;
using Webmail.Security;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>What adding an account takes beside the settings' own.</summary>
public sealed record AddingContext(AddedAccounts Adding, FindingContext Finding, MailStores Stores, OAuthProviders Connections, ConnectionDoor Door)
{
    public ServerDiscovery Discovery => Finding.Discovery;
    public DiscoveryPace Pace => Finding.Pace;
    public TypedServers Typed => Finding.Typed;
}

/// <summary>What finding servers takes.</summary>
public sealed record FindingContext(ServerDiscovery Discovery, DiscoveryPace Pace, TypedServers Typed);

/// <summary>One more mailbox: its address, then what was found about it, the choice explained, and the password that proves it.</summary>
public sealed class NewModel(
    SettingsContext context, AddingContext adding, IStringLocalizer<AccountsText> words, IStringLocalizer<SignInText> signIn, IStringLocalizer<ProviderText> providers) : SettingsPage(context)
{
    public string Address { get; private set; } = "";
    /// <summary>The address is one; what follows is about it.</summary>
    public bool Known { get; private set; }
    public FoundServers? Found { get; private set; }
    /// <summary>The provider whose sign-in opens the mailbox; null where a password does.</summary>
    public OAuthPreset? Connects { get; private set; }
    public TypedNames Typed { get; private set; } = TypedNames.None;
    public string Notice { get; private set; } = "";
    public string Advice { get; private set; } = "";
    /// <summary>The field that is at fault.</summary>
    public string Fault { get; private set; } = "";

    public bool MayType => adding.Typed.Allowed;
    public bool TypesServers => Typed.Any || ((Found?.Imap ?? Found?.Pop3) is null && MayType) || Fault == "imap";
    public bool CanAdd => Known && Connects is null && (Found is null ? Notice.Length == 0 || MayType || Fault.Length > 0 : Found.TakesPasswords);
    /// <summary>Whom an administrator serves is not to be read off here, where nobody else may be added.</summary>
    public bool ShowsServers => MayType || Found?.By is not FoundBy.Administrator;

    public async Task<IActionResult> OnGetAsync(string? address, CancellationToken cancel)
    {
        Address = address?.Trim() ?? "";
        if (Address.Length == 0) return Page();
        return await LookAsync(cancel) ?? Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? address, [FromForm] string? password, [FromForm] string? imap, [FromForm] string? pop3, [FromForm] string? smtp, CancellationToken cancel)
    {
        (Address, Typed) = (address?.Trim() ?? "", TypedNames.Of(imap, pop3, smtp));
        if (await LookAsync(cancel) is { } problem) return problem;
        if (string.IsNullOrEmpty(password)) return Show(SignInOutcome.Not(SignInProblem.PasswordMissing));
        if (!AddrSpec.TryParse(Address, out var parsed)) return Show(SignInOutcome.Not(SignInProblem.NotAnAddress));
        try
        {
            var outcome = await adding.Adding.AddAsync(Me, new AccountRequest(parsed, new Secret(password), ServersFor(parsed), HttpContext.Connection.RemoteIpAddress), cancel);
            if (outcome.Account is not { } added) return Show(outcome.Problem);
            Flash = System.Text.Json.JsonSerializer.Serialize(new FlashMessage(words["Added", added.Address]));
            return LocalRedirect(new MailUrls(Request.PathBase, added.Id).Mailbox("INBOX"));
        }
        catch (SignInRefused refused)
        {
            return Show(SignInOutcome.Not(refused.Problem));
        }
    }

    /// <summary>To the provider's own sign-in.</summary>
    public async Task<IActionResult> OnPostConnectAsync([FromForm] string? address, CancellationToken cancel)
    {
        Address = address?.Trim() ?? "";
        if (await LookAsync(cancel) is { } problem) return problem;
        if (Connects is not { } preset) return Page();
        return await ConnectAsync(adding.Door, preset, Address, Url.Content("~/settings/accounts/new") + QueryString.Create("address", Address), cancel)
            ?? Say(signIn["Callback.Failed", preset.Name], signIn["Callback.Failed.Advice"], "", StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Finds the servers. What stands against the address, or null.</summary>
    async Task<IActionResult?> LookAsync(CancellationToken cancel)
    {
        if (!AddrSpec.TryParse(Address, out var address)) return Show(SignInOutcome.Not(SignInProblem.NotAnAddress));
        var mine = await adding.Stores.OfAsync(Me.Id, cancel);
        if (mine.Any(account => account.Address == address.Folded)) return Say(words["Have"], words["Have.Advice"], "email");
        if (mine.Count >= AddedAccounts.Most) return Say(words["Many"], words["Many.Advice"], "email");
        (Address, Known) = (address.ToString(), true);
        Connects = adding.Connections.For(address);
        if (!MayType || Connects is not null) return null;
        if (!adding.Pace.MayAsk(Me.Id)) return Say(words["Often"], words["Often.Advice"], "");
        Found = await adding.Discovery.FindAsync(address, cancel);
        Connects = adding.Connections.For(address, Found?.Provider);
        if (Found is null && !Typed.Any) (Notice, Advice) = (signIn["ServersNeeded"], words["NotFound.Advice"]);
        return null;
    }

    /// <summary>Null for the administrator's.</summary>
    /// <exception cref="SignInRefused">What was typed is no mail server, or nothing was typed where it is needed.</exception>
    ServerSettings? ServersFor(AddrSpec address)
    {
        if (MayType && Typed.Any) return TypedServers.Parse(address, Typed);
        if (!MayType || Found?.By is FoundBy.Administrator) return null;
        if (Found is not { TakesPasswords: true } found) throw new SignInRefused(SignInProblem.ServersNeeded);
        return new ServerSettings(found.Imap, found.Smtp, found.Pop3, null, found.UserName, null, Own: true) { Provider = found.Provider };
    }

    PageResult Show(SignInOutcome outcome)
    {
        var sentence = new SignInSentence(outcome, signIn, providers);
        if (outcome.Problem is SignInProblem.TooManyTries) Response.Headers.RetryAfter = sentence.Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Say(sentence.Notice, sentence.Advice, sentence.Field, sentence.Status);
    }

    PageResult Say(string notice, string advice, string field, int status = StatusCodes.Status422UnprocessableEntity)
    {
        (Notice, Advice, Fault, Response.StatusCode) = (notice, advice, field, status);
        return Page();
    }
}

/// <summary>How often one person may have domains asked: enough to try a few addresses, too little to make this server a probe.</summary>
public sealed class DiscoveryPace : IDisposable
{
    readonly PartitionedRateLimiter<Guid> limiter = PartitionedRateLimiter.Create<Guid, Guid>(person => RateLimitPartition.GetFixedWindowLimiter(
        person, _ => new FixedWindowRateLimiterOptions { PermitLimit = 20, Window = TimeSpan.FromMinutes(1) }));

    public bool MayAsk(Guid person)
    {
        using var lease = limiter.AttemptAcquire(person);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
