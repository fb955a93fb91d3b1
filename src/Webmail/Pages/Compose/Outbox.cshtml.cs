using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;
using Webmail.Security;

namespace Webmail.Pages.Compose;

/// <summary>What became of the messages one has sent, and what can be done where something is in the way.</summary>
public sealed class OutboxModel(ComposeContext context, TypedServers typed) : ComposePage(context)
{
    public IReadOnlyList<OutboxRow> Rows { get; private set; } = [];

    /// <summary>Accounts whose messages go out while nobody is signed in.</summary>
    public HashSet<string> Background { get; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        // Being here is being back: what waits for the password gets it.
        Dictionary<string, OutboxNeed> needs = [];
        foreach (var account in Accounts)
        {
            needs[account.Id] = await NeedOfAsync(account, cancel);
            if (await Desk.Background.IsAllowedAsync(Me.Id, account.Id, cancel)) Background.Add(account.Id);
        }
        Rows = [.. (await Desk.Outbox.OfAsync(Me.Id, cancel)).Select(row => new OutboxRow(row, Clock, Now, Text, MailWords) { Need = needs.GetValueOrDefault(row.AccountId) })];
        return Page();
    }

    /// <summary>What helps a message that waits for its writer: being here does, unless something else is missing.</summary>
    async Task<OutboxNeed> NeedOfAsync(MailAccount account, CancellationToken cancel)
    {
        var again = SignInAgain.Url(Url, Me, account, Url.Content("~/outbox"));
        try
        {
            var locked = (await OpenAsync(account, cancel)).OutgoingLocked;
            if (locked && account.OwnSmtpPassword) return new("SmtpPassword", account.Address, Url.Content($"~/settings/accounts/{account.Id}{(typed.Allowed ? "/smtp" : "")}"));
            return account.IsConnected ? new(locked ? "Connect" : "Connected", account.Address, again) : locked ? new("Password", account.Address, again) : new("Why", account.Address, "");
        }
        catch (MailFailure failure) when (failure.Kind == FailureKind.SignInAgain && account.Address != Me.Address)
        {
            // Of an account that was added: the others are not kept waiting for it.
            return new(account.IsConnected ? "Connect" : "Password", account.Address, again);
        }
    }

    /// <summary>Undo, and "take back and edit": decided by who comes first, the person or the worker.</summary>
    public async Task<IActionResult> OnPostRecallAsync(Guid id, string? back, CancellationToken cancel)
    {
        if (await Desk.Outbox.FindAsync(Me.Id, id, cancel) is not { } row) return NotFound();
        var done = await Desk.Outbox.GiveUpAsync(Me.Id, id, cancel);
        // What a button wrote (a receipt, an answer to an invitation) has no draft to come back to.
        if (done && await Desk.Drafts.FindAsync(Me.Id, row.DraftId, cancel) is null) return Go(Url.IsLocalUrl(back) ? back! : Url.Content("~/outbox"), new FlashMessage(Text["Recall.NotSent"]));
        return done
            ? Go(Url.Content($"~/compose?draft={row.DraftId}") + (Url.IsLocalUrl(back) ? $"&back={Uri.EscapeDataString(back!)}" : ""), new FlashMessage(Text["Recall.Done"]))
            : Go(Url.Content("~/outbox"), new FlashMessage(Text["Recall.TooLate"], Bad: true));
    }

    /// <summary>It does not go; what was written is a draft again.</summary>
    public async Task<IActionResult> OnPostCancelAsync(Guid id, CancellationToken cancel) => Said(await Desk.Outbox.GiveUpAsync(Me.Id, id, cancel), "Outbox.Cancelled");

    public async Task<IActionResult> OnPostTimeAsync(Guid id, string? at, CancellationToken cancel)
    {
        if (Times.Read(at, out var moment) is { } wrong) return Go(Url.Content("~/outbox"), new FlashMessage(Text[wrong], Bad: true));
        return Said(await Desk.Outbox.RescheduleAsync(Me.Id, id, moment, cancel), "Send.Later", Clock.InWords(moment));
    }

    public async Task<IActionResult> OnPostRetryAsync(Guid id, CancellationToken cancel) => Said(await Desk.Outbox.RetryAsync(Me.Id, id, cancel), "Outbox.Retrying");

    public async Task<IActionResult> OnPostArrivedAsync(Guid id, CancellationToken cancel) => Said(await Desk.Outbox.ArrivedAsync(Me.Id, id, cancel), "Outbox.Arrived");

    /// <summary>What came back is written anew, from the copy in Sent: its addresses are most likely what is wrong.</summary>
    public async Task<IActionResult> OnPostAgainAsync(Guid id, CancellationToken cancel)
    {
        if (await Desk.Outbox.FindAsync(Me.Id, id, cancel) is not { } row || AccountNamed(row.AccountId) is not { } account) return NotFound();
        var store = (await OpenAsync(account, cancel)).Store;
        foreach (var sent in (await store.RecentMailboxesAsync(cancel)).Where(mailbox => mailbox.Role == MailboxRole.Sent))
            if (await store.FindAsync(sent.Name, row.MessageId, cancel) is [.., var key])
                return Go($"{Url.Content("~/compose")}{QueryString.Create(new Dictionary<string, string?> { ["kind"] = $"{DraftKind.EditAsNew}", ["account"] = account.Id, ["mailbox"] = MailboxPath.Encode(sent.Name), ["message"] = $"{key}", ["back"] = Url.Content("~/outbox") })}", null);
        return Go(Url.Content("~/outbox"), new FlashMessage(Text["Outbox.NoCopy"], Bad: true));
    }

    public async Task<IActionResult> OnPostDismissAsync(Guid id, CancellationToken cancel)
    {
        await Desk.Outbox.DismissAsync(Me.Id, id, cancel);
        return Go(Url.Content("~/outbox"), null);
    }

    IActionResult Said(bool done, string sentence, string about = "") => Go(Url.Content("~/outbox"), done ? new FlashMessage(Text[sentence, about]) : new FlashMessage(Text["Outbox.Changed"], Bad: true));
}
