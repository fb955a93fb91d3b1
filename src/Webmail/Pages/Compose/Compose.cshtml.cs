using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;
using Webmail.Security;
using Webmail.Turbo;

namespace Webmail.Pages.Compose;

/// <summary>Writing a message. Opening it changes nothing; what is typed is kept with the first post, whatever becomes of it.</summary>
[RequestSizeLimit(MostPosted), RequestFormLimits(MultipartBodyLengthLimit = MostPosted)]
public sealed class ComposeModel(ComposeContext context, ComposerUnlocking unlocking) : ComposePage(context)
{
    const long MostPosted = DraftFiles.MostOctets + (8 << 20);

    SealNote sealNote;

    public ComposerView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromQuery] ComposeQuery query, CancellationToken cancel)
    {
        var docked = query.Back == Url.Content(DockedModel.Address);
        if (docked) PageHeaders.AllowOwnFrame(HttpContext);
        if (query.Draft is { } id)
        {
            if (await Desk.Outbox.OfDraftAsync(Me.Id, id, cancel) is not null) return Go(docked ? query.Back! : Url.Content("~/outbox"), new FlashMessage(Text["Draft.OnItsWay"]));
            if (await Desk.Drafts.FindAsync(Me.Id, id, cancel) is { } draft) return await DrawAsync(draft, query.Back, []);
            if (query.Restore != id && query.Kind != DraftKind.EditDraft) return Go(docked ? query.Back! : Url.Content("~/mail"), new FlashMessage(Text["Draft.Gone"], Bad: true));
        }
        if (AccountNamed(query.Account) is not { } account) return NotFound();
        if (query.Group is { } group) query.To = Recipients.Write(await Groups.MembersAsync(Me.Id, group, cancel));
        var begun = await new ComposeBeginning(query, account, Senders, new ComposeWords(Text, Clock), NowInMilliseconds, await PrefersPlainAsync()).RunAsync(new(() => OpenAsync(account, cancel), Unseal(account, cancel), Desk.Drafts, Cleaning, HasKeys), cancel);
        if (begun is null) return BadRequest();
        sealNote = begun.SealNote;
        return await DrawAsync(begun.Draft, query.Back, begun.Carry);
    }

    /// <summary>Every button of the form: the draft is kept first, so that nothing below can lose it.</summary>
    public async Task<IActionResult> OnPostAsync([FromForm] ComposeForm form, string? act, Guid? remove, [FromForm] string? passphrase, CancellationToken cancel)
    {
        if (form.Id == Guid.Empty || AccountOf(form) is not { } account) return BadRequest();
        await form.ReadAsync(Cleaning, Me.Id, cancel);
        if (form.Format is "html" or "plain") await Desk.Preferences.KeepFormatAsync(Me.Id, plain: form.Format == "plain", cancel);
        var sends = act == "send" || act?.StartsWith(SendTimes.Act, StringComparison.Ordinal) == true;
        if (sends) await form.SpellOutAsync(recipients => Groups.SpelledOutAsync(Me.Id, recipients, cancel));
        if (sends && await SentBeforeAsync(form, account, cancel) is { } answer) return answer;
        if (!form.HasCleanHeaders) return await DrawAsync(form.Draft(Me.Id, account.Id, NowInMilliseconds), form.Back, [], Error("form", Text["Error.Header"]), StatusCodes.Status400BadRequest);
        var (draft, forked) = await Desk.Drafts.KeepAsync(form.Draft(Me.Id, account.Id, NowInMilliseconds), cancel);
        Desk.Drafts.FileSoon(account.Id, Me.SessionSecret, now: act is "save" or "discard");
        if (act == "discard") return await DiscardAsync(draft, form, account, cancel);
        var left = await TakeFilesAsync(draft, form, account, cancel);
        if (remove is { } file) await Desk.Files.RemoveAsync(Me.Id, draft.Id, file, cancel);
        draft = (await Desk.Drafts.FindAsync(Me.Id, draft.Id, cancel))!;
        if (left.Count > 0) return await DrawAsync(draft, form.Back, [], Error("files", Text["Error.TooLarge", string.Join(", ", left)]));
        if (await unlocking.WrongAsync(passphrase, act == "unlock", HttpContext, cancel) is { } wrong) return await DrawAsync(draft, form.Back, [], Error("passphrase", wrong));
        if (sends && !forked) return await SendAsync(draft, form, account, act!, cancel);
        if (!forked && ComposeTemplates.IsMeant(act)) return Go(At(draft.Id, form.Back), await new ComposeTemplates(Desk, Cleaning, Text).RunAsync(draft, act!, form.Format == "html", Senders, cancel));
        var said = forked ? new FlashMessage(Text["Draft.Forked"], Bad: true) : act is "save" or "unlock" ? new FlashMessage(Text[act == "save" ? "Draft.Saved" : "Seal.Unlocked"]) : null;
        return Go(At(draft.Id, form.Back), said);
    }

    /// <summary>Keeps what is typed while it is typed. Answers with what changed on screen: the draft's numbers, and files that were taken along.</summary>
    public async Task<IActionResult> OnPostKeepAsync([FromForm] ComposeForm form, bool leaving, CancellationToken cancel)
    {
        if (form.Id == Guid.Empty || AccountOf(form) is not { } account || !form.HasCleanHeaders) return BadRequest();
        await form.ReadAsync(Cleaning, Me.Id, cancel);
        var (draft, forked) = await Desk.Drafts.KeepAsync(form.Draft(Me.Id, account.Id, NowInMilliseconds), cancel);
        Desk.Drafts.FileSoon(account.Id, Me.SessionSecret, leaving);
        if (form.Carry.Length > 0) await TakeFilesAsync(draft, form, account, cancel);
        draft = (await Desk.Drafts.FindAsync(Me.Id, draft.Id, cancel))!;
        var view = new ComposerView(draft, account, Accounts, BackTo(form.Back, account), [], new Dictionary<string, string>()) { Times = Times, Senders = Senders, PathBase = Request.PathBase };
        List<TurboStream> changes = [TurboStream.Replace(ComposerView.IdsId, "_ComposerIds", draft)];
        if (form.Carry.Length > 0) changes.Add(TurboStream.Replace(ComposerView.FilesId, "_ComposerFiles", view));
        if (forked) changes.Add(new FlashMessage(Text["Draft.Forked"], Bad: true, Seconds: 60).AsStream());
        return Stream(changes);
    }

    /// <summary>Nobody writes any more, and what was written has been kept: Drafts is brought up to date now.</summary>
    public IActionResult OnPostLeft(string? account)
    {
        if (AccountNamed(account) is not { } left) return NotFound();
        Desk.Drafts.FileSoon(left.Id, Me.SessionSecret, now: true);
        return new NoContentResult();
    }

    /// <summary>A draft that was thrown away is there again.</summary>
    public async Task<IActionResult> OnPostRestoreAsync(Guid id, CancellationToken cancel) =>
        await Desk.Drafts.TakeBackAsync(Me.Id, id, cancel) ? Go(At(id, null), new FlashMessage(Text["Draft.Restored"])) : Go(Url.Content("~/mail"), new FlashMessage(Text["Draft.Gone"], Bad: true));

    /// <summary>What an earlier press of Send means for this one; null when there was none, or when it came to nothing.</summary>
    async Task<IActionResult?> SentBeforeAsync(ComposeForm form, MailAccount account, CancellationToken cancel)
    {
        if (await Desk.Outbox.FindAsync(Me.Id, form.ClientId, cancel) is not { } there) return null;
        if (there.State == SubmissionState.Rejected && await Desk.Outbox.GiveUpAsync(Me.Id, there.Id, cancel))
        {
            form.Recalls++;
            return null;
        }
        var typed = form.Draft(Me.Id, account.Id, NowInMilliseconds);
        // The answer to this very press was lost: it is the same answer.
        if (await Desk.Drafts.FindAsync(Me.Id, form.Id, cancel) is not { } known || Drafts.SaysTheSame(known, typed)) return await SentAsync(there, form, account, cancel);
        return Go(At((await Desk.Drafts.ForkAsync(typed, cancel)).Id, form.Back), new FlashMessage(Text["Draft.AlreadySent"], Bad: true));
    }

    async Task<IActionResult> SendAsync(Draft draft, ComposeForm form, MailAccount account, string act, CancellationToken cancel)
    {
        var errors = new SendRules(Text).Errors(draft);
        DateTimeOffset? at = null;
        if (act != "send")
        {
            if (Times.Read(act.Length > SendTimes.Act.Length ? act[(SendTimes.Act.Length + 1)..] : form.At, out var moment) is { } wrong) errors["at"] = Text[wrong];
            at = moment;
        }
        var opened = await OpenAsync(account, cancel);
        if (opened is { OutgoingLocked: true, Account.OwnSmtpPassword: false }) throw new MailFailure(FailureKind.SignInAgain);
        if (opened.Outgoing is null) errors["form"] = Text[opened.OutgoingLocked ? "Error.SmtpPassword" : "Error.NoServer", account.Address];
        else if (errors.Count == 0 && ServerRules.AsksServer(draft, Senders.PictureOctets(draft))) new ServerRules(Text, MailWords).Check(draft, Senders.PictureOctets(draft), await Desk.Smtp.LimitsAsync(opened.Outgoing, cancel), errors);
        if (errors.Count > 0) return await DrawAsync(draft, form.Back, [], errors);
        var (plan, unsealed) = await new SealRules(Desk, Me, Text).CheckAsync(draft, Senders.Of(draft), cancel);
        if (unsealed.Count > 0) return await DrawAsync(draft, form.Back, [], unsealed);
        var hold = TimeSpan.FromSeconds((await Desk.Preferences.OfAsync(Me.Id, cancel)).UndoSeconds);
        var order = new SendOrder(draft, Senders.Of(draft), form.ClientId, hold, at) { Seal = plan };
        return await SentAsync(await Desk.Outbox.EnqueueAsync(order, Me.SessionSecret, cancel), form, account, cancel);
    }

    async Task<IActionResult> SentAsync(Submission row, ComposeForm form, MailAccount account, CancellationToken cancel)
    {
        // Taken back meanwhile, and then this page was posted again: that must not send it after all.
        if (row.State == SubmissionState.Cancelled) return Go(At(row.DraftId, form.Back), new FlashMessage(Text["Send.WasRecalled"], Bad: true));
        var back = BackTo(form.Back, account);
        var seconds = (int)Math.Ceiling((row.NotBefore - NowInMilliseconds) / 1000d);
        if (seconds <= 0) return Go(back, new FlashMessage(Text["Send.Sent"]));
        var sentence = row.ScheduledFor is { } chosen ? Text["Send.Later", Clock.InWords(DateTimeOffset.FromUnixTimeMilliseconds(chosen))] : Text["Send.Undo", seconds];
        var flash = new FlashMessage(
            sentence, UndoAction: Url.Content("~/outbox?handler=recall"), UndoFields: [new("id", row.Id.ToString()), new("back", form.Back ?? "")], Seconds: Math.Min(seconds, SendingChoices.MostUndoSeconds));
        var asks = row.ScheduledFor is not null && !await Desk.Background.IsAllowedAsync(Me.Id, account.Id, cancel);
        return Go(asks ? Url.Content($"~/background/{account.Id}") + QueryString.Create("back", back) : back, flash);
    }

    async Task<IActionResult> DiscardAsync(Draft draft, ComposeForm form, MailAccount account, CancellationToken cancel)
    {
        await Desk.Drafts.DiscardAsync(Me.Id, draft.Id, cancel);
        return Go(BackTo(form.Back, account), new FlashMessage(Text["Draft.Discarded"], UndoAction: Url.Content("~/compose?handler=restore"), UndoFields: [new("id", draft.Id.ToString())]));
    }

    /// <returns>Names of files for which there was no room.</returns>
    async Task<IReadOnlyList<string>> TakeFilesAsync(Draft draft, ComposeForm form, MailAccount account, CancellationToken cancel)
    {
        List<string> left = [];
        foreach (var file in form.Files ?? (IEnumerable<IFormFile>)[])
        {
            await using var content = file.OpenReadStream();
            var asked = new Upload { Id = Guid.CreateVersion7(), PersonId = Me.Id, DraftId = draft.Id, Name = file.FileName, MediaType = file.ContentType, Octets = file.Length, UpdatedAt = NowInMilliseconds };
            if (await Desk.Uploads.AddAsync(asked, content, cancel) is null) left.Add(file.FileName);
        }
        if (form.Carry.Length > 0) left.AddRange(await Desk.Carried.TakeAsync((await OpenAsync(account, cancel)).Store, draft, form.Carry, Unseal(account, cancel), cancel));
        return left;
    }

    /// <summary>Of groups that can be written to by typing their name. Nobody asks for them while a draft is only kept.</summary>
    async Task<IReadOnlyList<string>> GroupNamesAsync() => [.. (await Groups.OfAsync(Me.Id, HttpContext.RequestAborted)).Where(group => group.Contacts > 0).Select(group => group.Name)];

    bool? plain;

    /// <summary>Whether a message begins in plain text.</summary>
    async Task<bool> PrefersPlainAsync() => plain ??= (await Desk.Preferences.OfAsync(Me.Id, HttpContext.RequestAborted)).PlainText;

    async Task<PageResult> DrawAsync(Draft draft, string? back, IReadOnlyList<CarriedFile> carry, IReadOnlyDictionary<string, string>? errors = null, int status = StatusCodes.Status422UnprocessableEntity)
    {
        var account = AccountNamed(draft.AccountId) ?? Accounts[0];
        View = new ComposerView(draft, account, Accounts, BackTo(back, account), carry, errors ?? new Dictionary<string, string>()) { Times = Times, Senders = Senders, Templates = Templates, Groups = await GroupNamesAsync(), HasKeys = HasKeys, SealNote = sealNote, Prefers = await PrefersPlainAsync() ? "plain" : "html", PathBase = Request.PathBase };
        // What is drawn is what is kept, not what was posted.
        ModelState.Clear();
        if (errors is not null) Response.StatusCode = status;
        return Page();
    }

    MailAccount? AccountOf(ComposeForm form) => form.Identity is { } id ? (Senders.Find(id) is { } identity ? AccountNamed(identity.AccountId) : AccountNamed(form.Account)) : AccountNamed(form.Account);

    string At(Guid draft, string? back) => Url.Content($"~/compose?draft={draft}") + (Url.IsLocalUrl(back) ? $"&back={Uri.EscapeDataString(back!)}" : "");

    static Dictionary<string, string> Error(string name, string sentence) => new() { [name] = sentence };
}
