using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Acting;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>Puts a label on messages, or takes it off. Each is undone by its opposite.</summary>
public sealed class LabelsModel(MailPageContext context, ActingContext acting) : ActionPage(context, acting)
{
    /// <summary>Keyword of a label of this account.</summary>
    [BindProperty] public string? Add { get; set; }

    [BindProperty] public string? Remove { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryChosen(out var chosen) || Add is null == (Remove is null) || Labels.Named(Add ?? Remove) is not { } label) return BadRequest();
        return await ActAsync(new PutLabel(label.Keyword, Add is not null), chosen, (Add is null ? "Unlabelled" : "Labelled", label.Name), keys => ChangedAsync(keys, cancel), cancel);
    }

    async Task<IReadOnlyList<TurboStream>> ChangedAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        if (keys.Count != 1) return [TurboStream.Refresh()];
        var envelope = (await Store.OpenAsync(MailboxName, keys[0], cancel)).Envelope;
        var tools = new LabelTools(envelope, MailboxName, Urls, Labels);
        return [
            TurboStream.Replace(RowsView.RowId(envelope.Key), "_Rows", new RowsView([envelope], MailboxName, CurrentRole, Urls, When) { Labels = Labels }),
            TurboStream.Replace(LabelTools.ChipsId(envelope.Key), "_LabelChips", tools), TurboStream.Update(LabelTools.MenuId(envelope.Key), "_LabelMenu", tools)];
    }
}

/// <summary>The labels of an open message, and those it could have.</summary>
public sealed record LabelTools(Envelope Envelope, string Mailbox, MailUrls Urls, AccountLabels Labels)
{
    public static DomId ChipsId(MessageKey key) => new($"labels-{key}");
    public static DomId MenuId(MessageKey key) => new($"label-menu-{key}");
}
