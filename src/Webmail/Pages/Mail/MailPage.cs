using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;
using Webmail.Security;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>What every mail page takes: the person who asks, the doors to their stores and choices, their words and their clock.</summary>
public sealed record MailPageContext(CurrentPerson Me, MailStores Stores, ScreenChoices Choices, LabelBook Labels, IStringLocalizer<MailText> Text, TimeProvider Time);

/// <summary>
/// A page of one mailbox. Opens the account through the person (someone else's is not found) and turns a <see cref="MailFailure"/> into a page,
/// a frame or a flash with a sentence.
/// </summary>
public abstract class MailPage(MailPageContext page) : TurboPage
{
    OpenedAccount? opened;

    /// <summary>Full name of the mailbox in the address.</summary>
    public string MailboxName { get; private set; } = "";

    public MailUrls Urls { get; protected set; } = new("", "");
    public When When { get; private set; } = null!;
    public MailAccount Account => opened!.Account;
    public IReadOnlyList<Mailbox> Mailboxes { get; private set; } = [];
    public AccountLabels Labels { get; private set; } = AccountLabels.None;
    protected LabelBook LabelBook => page.Labels;
    protected OpenedAccount Opened => opened!;
    protected IMailStore Store => opened!.Store;
    protected IStringLocalizer<MailText> Text => page.Text;
    protected CurrentPerson Me => page.Me;
    protected DateTimeOffset Now => page.Time.GetUtcNow();
    protected ScreenChoices Choices => page.Choices;
    protected MailStores Stores => page.Stores;

    /// <summary>How much room there is; null where there is no limit, or nobody asked.</summary>
    public MailQuota? Room { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        try
        {
            if (!await OpenAsync(context)) { context.Result = NotFound(); return; }
        }
        catch (MailFailure failure)
        {
            context.Result = await FailedAsync(failure);
            return;
        }
        var executed = await next();
        if (executed is not { Exception: MailFailure raised, ExceptionHandled: false }) return;
        executed.ExceptionHandled = true;
        executed.Result = await FailedAsync(raised);
    }

    /// <summary>The folder tree; kept for the page once it was asked for.</summary>
    protected async Task LoadMailboxesAsync(CancellationToken cancel)
    {
        Mailboxes = await Store.MailboxesAsync(cancel);
        Room = await Store.QuotaAsync(cancel);
    }

    /// <summary>The folders by name and role, for a part of the screen that shows no counters.</summary>
    protected async Task LoadFolderNamesAsync(CancellationToken cancel) => Mailboxes = await Store.RecentMailboxesAsync(cancel);

    /// <summary>Drafts are written one by one.</summary>
    protected async Task<bool> HasConversationsAsync(CancellationToken cancel)
    {
        if (Mailboxes.Count == 0) await LoadFolderNamesAsync(cancel);
        return CurrentRole != MailboxRole.Drafts;
    }

    public Mailbox? Current => Mailboxes.FirstOrDefault(mailbox => mailbox.Name == MailboxName);

    /// <summary>What it is for, or what the mailbox is for that it keeps copies of. A copy of a draft is no draft.</summary>
    public MailboxRole CurrentRole => Current switch { null or { Owner: MailboxOwner.Kept, Like: MailboxRole.Drafts } => MailboxRole.None, { } current => current.Face };

    /// <summary>A page that asks what is still missing: drawn by Turbo in place of the form's page, as an invalid form is.</summary>
    protected PartialViewResult Ask(string page, object model)
    {
        var result = PartialOf(page, model);
        result.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return result;
    }

    async Task<bool> OpenAsync(PageHandlerExecutingContext executing)
    {
        var account = (string?)executing.RouteData.Values["account"] ?? "";
        if (executing.RouteData.Values["mailbox"] is string path)
        {
            if (!MailboxPath.TryDecode(path, out var mailbox)) return false;
            MailboxName = mailbox;
        }
        opened = await page.Stores.OpenAsync(page.Me.Id, account, page.Me.SessionSecret, HttpContext.RequestAborted);
        if (opened is null) return false;
        Urls = new MailUrls(Request.PathBase, opened.Account.Id);
        Labels = await page.Labels.OfAsync(page.Me.Id, opened.Account.Id, HttpContext.RequestAborted);
        When = When.For(Request, page.Time.GetUtcNow(), page.Text);
        return true;
    }

    /// <summary>What a browser asks for before anybody has opened it (decision 26) may be gone by then: nobody is told of a failure.</summary>
    protected bool IsAhead => Request.Headers.ContainsKey("X-Ahead");

    async Task<ActionResult> FailedAsync(MailFailure failure)
    {
        if (IsAhead) return new NoContentResult();
        if (failure.Kind is FailureKind.SignInAgain or FailureKind.WrongPassword)
        {
            var account = (await page.Stores.OfAsync(page.Me.Id)).FirstOrDefault(mine => mine.Id == RouteData.Values["account"] as string);
            return LocalRedirect(SignInAgain.Url(Url, page.Me, account, Request.PathBase + Request.Path + (HttpMethods.IsGet(Request.Method) ? Request.QueryString : default)));
        }
        if (WantsStream) return Stream(FlashMessage.Failure(Text, failure).AsStream());
        var result = PartialOf(Frame == "reader" ? "_FailureFrame" : "_FailurePage", new FailureView(failure, Request.GetEncodedPathAndQuery(), Urls, MailboxName));
        result.StatusCode = Status(failure.Kind);
        return result;
    }

    static int Status(FailureKind kind) => kind switch
    {
        FailureKind.MailboxGone or FailureKind.MessageGone => StatusCodes.Status404NotFound,
        FailureKind.MailboxChanged => StatusCodes.Status409Conflict,
        FailureKind.ReadOnly => StatusCodes.Status403Forbidden,
        FailureKind.NameTaken or FailureKind.NameRefused => StatusCodes.Status422UnprocessableEntity,
        FailureKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        FailureKind.OverQuota or FailureKind.StorageFull => StatusCodes.Status507InsufficientStorage,
        FailureKind.TimedOut => StatusCodes.Status504GatewayTimeout,
        FailureKind.TooManyConnections or FailureKind.Unreachable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status502BadGateway,
    };

}

/// <summary>A failure as a page shows it.</summary>
public sealed record FailureView(MailFailure Failure, string Again, MailUrls Urls, string Mailbox);
