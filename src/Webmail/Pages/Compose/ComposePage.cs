using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Contacts;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;
using Webmail.Security;

namespace Webmail.Pages.Compose;

/// <summary>What every page of writing takes.</summary>
public sealed record ComposeContext(MailPageContext Mail, WritingDesk Desk, IStringLocalizer<ComposeText> Text, HtmlCleaning Cleaning, ContactGroups Groups);

/// <summary>A page of writing: knows the person's accounts, says outcomes, and turns a mail server's failure into one.</summary>
public abstract class ComposePage(ComposeContext context) : FlashPage
{
    MailAccount? opening;

    protected CurrentPerson Me => context.Mail.Me;
    protected WritingDesk Desk => context.Desk;
    protected IStringLocalizer<ComposeText> Text => context.Text;
    protected HtmlCleaning Cleaning => context.Cleaning;
    public IReadOnlyList<MailAccount> Accounts { get; private set; } = [];

    /// <summary>As whom this person can write.</summary>
    protected Senders Senders { get; private set; } = null!;
    protected IReadOnlyList<TemplateName> Templates { get; private set; } = [];

    protected ContactGroups Groups => context.Groups;

    /// <summary>Whether the person has a key to sign and encrypt with.</summary>
    protected bool HasKeys { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Accounts = await Stores.OfAsync(Me.Id, HttpContext.RequestAborted);
        Senders = await Desk.Identities.OfAsync(Me.Id, Accounts, HttpContext.RequestAborted);
        Templates = await Desk.Templates.OfAsync(Me.Id, HttpContext.RequestAborted);
        HasKeys = await Desk.Sealing.HasKeysAsync(Me.Id, HttpContext.RequestAborted);
        var executed = await next();
        if (executed is not { Exception: MailFailure failure, ExceptionHandled: false }) return;
        executed.ExceptionHandled = true;
        executed.Result = Failed(failure);
    }

    protected MailStores Stores => context.Mail.Stores;
    protected IStringLocalizer<MailText> MailWords => context.Mail.Text;
    protected DateTimeOffset Now => context.Mail.Time.GetUtcNow();
    protected long NowInMilliseconds => Now.ToUnixTimeMilliseconds();

    /// <summary>The clock on the person's wall.</summary>
    protected When Clock => When.For(Request, Now, MailWords);

    /// <summary>Times to choose from on that clock.</summary>
    public SendTimes Times => new(When.ZoneOf(Request), Now);

    /// <summary>The named account of this person, or the first one; null when the name is not one of theirs.</summary>
    protected MailAccount? AccountNamed(string? id) => string.IsNullOrEmpty(id) ? (Accounts.Count > 0 ? Accounts[0] : null) : Accounts.FirstOrDefault(account => account.Id == id);

    /// <summary>Opens messages that are wrapped as a whole, with the keys of this session.</summary>
    protected SourceParts.Open Unseal(MailAccount account, CancellationToken cancel) =>
        (store, mailbox, message) => Desk.Seals.ReadAsync(new(Me.Id, account.Id, Me.SessionSecret), store, mailbox, message, cancel);

    /// <exception cref="MailFailure"><see cref="FailureKind.SignInAgain"/>.</exception>
    protected async Task<OpenedAccount> OpenAsync(MailAccount account, CancellationToken cancel)
    {
        opening = account;
        return await Stores.OpenAsync(Me.Id, account.Id, Me.SessionSecret, cancel) ?? throw new MailFailure(FailureKind.SignInAgain);
    }

    protected string Inbox(MailAccount account) => new MailUrls(Request.PathBase, account.Id).Mailbox("INBOX");

    /// <summary>An address of ours to go back to.</summary>
    protected string BackTo(string? url, MailAccount account) => Url.IsLocalUrl(url) ? url! : Inbox(account);

    IActionResult Failed(MailFailure failure)
    {
        if (failure.Kind is FailureKind.SignInAgain or FailureKind.WrongPassword)
            return LocalRedirect(SignInAgain.Url(Url, Me, opening, $"{Request.PathBase}{Request.Path}{Request.QueryString}"));
        var account = Accounts[0];
        return Go(Inbox(account), FlashMessage.Failure(MailWords, failure));
    }
}
