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

    /// <summary>Puts on the label that is called so, which is made when there is none.</summary>
    [BindProperty] public bool Make { get; set; }
    [BindProperty] public string? Called { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryChosen(out var chosen)) return BadRequest();
        if (Make) return await MakeAsync(chosen, cancel);
        if (Add is null == (Remove is null) || Labels.Named(Add ?? Remove) is not { } label) return BadRequest();
        return await ActAsync(new PutLabel(label.Keyword, Add is not null), chosen, (Add is null ? "Unlabelled" : "Labelled", label.Name), keys => ChangedAsync(keys, cancel), cancel);
    }

    async Task<IActionResult> MakeAsync(ChosenMessages chosen, CancellationToken cancel)
    {
        var name = Label.Cleaned(Called);
        if (name.Length is 0 or > Label.LongestName) return await RefusedAsync("Labels.Wrong.Name", cancel);
        if (Labels.Called(name).Count == 0 && !(await Store.KeywordsAsync(MailboxName, cancel)).MayGrow) throw new MailFailure(FailureKind.NoLabels);
        if (await LabelBook.EnsureAsync(Me.Id, Account.Id, name, LabelColour.Blue, null, cancel) is not { } label) return await RefusedAsync("Labels.Wrong.Full", cancel);
        return await ActAsync(new PutLabel(label.Keyword, On: true), chosen, ("Labelled", label.Name), _ => Task.FromResult<IReadOnlyList<TurboStream>>([TurboStream.Refresh()]), cancel);
    }

    Task<IActionResult> RefusedAsync(string sentence, CancellationToken cancel) =>
        AnswerAsync(new FlashMessage(Text[sentence], Bad: true), () => Task.FromResult<IReadOnlyList<TurboStream>>([]), cancel);

    async Task<IReadOnlyList<TurboStream>> ChangedAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        if (keys.Count == 0) return [TurboStream.Refresh()];
        if (await IsGroupedAsync(cancel)) return await ConversationOfAsync(keys, cancel) is { } conversation ? [RowOf(conversation), .. Tools(conversation.Messages)] : [TurboStream.Refresh()];
        if (keys.Count != 1) return [TurboStream.Refresh()];
        var envelope = (await Store.OpenAsync(MailboxName, keys[0], cancel)).Envelope;
        return [RowOf(envelope), .. Tools([envelope])];
    }

    TurboStream[] Tools(IReadOnlyList<Envelope> envelopes)
    {
        var tools = new LabelTools(envelopes, MailboxName, Urls, Labels);
        return [TurboStream.Replace(tools.ChipsId, "_LabelChips", tools), TurboStream.Update(tools.MenuId, "_LabelMenu", tools)];
    }
}

/// <summary>The labels of an open message or conversation, and those it could have.</summary>
/// <param name="Envelopes">Never empty; of a conversation those that are in the mailbox, oldest first.</param>
public sealed record LabelTools(IReadOnlyList<Envelope> Envelopes, string Mailbox, MailUrls Urls, AccountLabels Labels)
{
    public IReadOnlyList<Label> On { get; } = Labels.OfAny(Envelopes);
    public DomId ChipsId => new($"labels-{Envelopes[^1].Key}");
    public DomId MenuId => new($"label-menu-{Envelopes[^1].Key}");
}
