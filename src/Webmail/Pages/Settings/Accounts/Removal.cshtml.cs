using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Labels;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>Takes an account off this webmail, after saying what that loses. The one the person signs in with stays.</summary>
public sealed class RemovalModel(AccountContext context, WebmailDb db) : AccountPage(context)
{
    public IReadOnlyList<string> Losses { get; private set; } = [];

    public string Server => Stores.ServersOf(Account).Incoming?.Host ?? "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (IsFirst) return NotFound();
        Losses = await LossesAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (IsFirst) return NotFound();
        await Changes.RemoveAsync(Me.Id, Account.Id, cancel);
        Stores.Close(Me.Id, Account.Id);
        return GoTo("~/settings/accounts", Words["Removed", Account.Address]);
    }

    async Task<IReadOnlyList<string>> LossesAsync(CancellationToken cancel)
    {
        var drafts = await db.Set<Draft>().CountAsync(draft => draft.PersonId == Me.Id && draft.AccountId == Account.Id, cancel);
        var waiting = await db.Set<Submission>().CountAsync(row => row.PersonId == Me.Id && row.AccountId == Account.Id
            && (row.State == SubmissionState.Queued || row.State == SubmissionState.Sending || row.State == SubmissionState.DataStarted || row.State == SubmissionState.Unknown), cancel);
        var labels = await db.Set<Label>().CountAsync(label => label.PersonId == Me.Id && label.AccountId == Account.Id, cancel);
        (string Key, int Count)[] kinds = [("Remove.Waiting", waiting), ("Remove.Drafts", drafts), (Account.KeptHere ? "Remove.Labels.Kept" : "Remove.Labels", labels)];
        return [.. kinds.Where(kind => kind.Count > 0).Select(kind => Words[kind.Count == 1 ? kind.Key + ".One" : kind.Key, kind.Count].Value)];
    }
}
