using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>Marks messages: read, unread, starred, not starred, and conversations: muted, not muted. Each is undone by its opposite.</summary>
public sealed class FlagsModel(MailPageContext context, ActingContext acting) : ActionPage(context, acting)
{
    /// <summary>seen, unseen, flagged, unflagged, muted or unmuted.</summary>
    [BindProperty(SupportsGet = true)] public string? Set { get; set; }

    /// <summary>True for the mark that opening a message makes: it is said by the screen, not by a sentence.</summary>
    [BindProperty] public bool Quiet { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (MarkNamed(Set) is not { } action || !TryChosen(out var chosen)) return BadRequest();
        if (!Quiet) return await ActAsync(action, chosen, (Set!, ""), keys => ChangedAsync(keys, cancel), cancel);
        if (!TryKeys(out var keys)) return BadRequest();
        await action.RunAsync(Store, MailboxName, keys, cancel);
        return await AnswerAsync(null, () => ChangedAsync(keys, cancel), cancel);
    }

    /// <summary>One row is drawn again from what the server now says; for many the page refreshes.</summary>
    async Task<IReadOnlyList<TurboStream>> ChangedAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        if (keys.Count == 0) return [TurboStream.Refresh()];
        if (await IsGroupedAsync(cancel)) return await ConversationAsync(keys, cancel);
        if (keys.Count > 1) return [TurboStream.Refresh()];
        var tool = Set is "seen" or "unseen" ? FlagTool.Seen : FlagTool.Star;
        var envelope = (await Store.OpenAsync(MailboxName, keys[0], cancel)).Envelope;
        return [
            RowOf(envelope),
            TurboStream.Replace(FlagTools.Id(tool, envelope.Key), "_FlagTools", new FlagTools(envelope, MailboxName, Urls, tool))];
    }

    /// <summary>Messages of one conversation change its row and its tools; of several, the page. What is open stays open.</summary>
    async Task<IReadOnlyList<TurboStream>> ConversationAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        if (await ConversationOfAsync(keys, cancel, first: Quiet) is not { } conversation) return [TurboStream.Refresh()];
        var tools = new ConversationFlags(conversation.Messages, MailboxName, Urls, Set is "seen" or "unseen" ? FlagTool.Seen : FlagTool.Star);
        TurboStream[] changes = [RowOf(conversation), TurboStream.Replace(tools.Id(tools.Shows), "_ConversationFlags", tools)];
        // The note and the menu of an open conversation tell whether it is muted.
        return Set is "muted" or "unmuted" ? [changes[0], TurboStream.Refresh()] : changes;
    }

    public static Mark? MarkNamed(string? name) => Marks.FirstOrDefault(mark => mark.Name == name) is { Name: not null } mark ? new Mark(mark.Add, mark.Remove) : null;

    /// <summary>What takes a change of flags back.</summary>
    public static string? Opposite(Marked marked) => Marks.FirstOrDefault(mark => mark.Add == marked.Removed && mark.Remove == marked.Added).Name;

    static readonly (string Name, MessageFlags Add, MessageFlags Remove)[] Marks =
    [
        ("seen", MessageFlags.Seen, MessageFlags.None), ("unseen", MessageFlags.None, MessageFlags.Seen),
        ("flagged", MessageFlags.Flagged, MessageFlags.None), ("unflagged", MessageFlags.None, MessageFlags.Flagged),
        ("muted", MessageFlags.Muted, MessageFlags.None), ("unmuted", MessageFlags.None, MessageFlags.Muted),
    ];
}

public enum FlagTool { Both, Seen, Star }

/// <summary>The buttons of the reader that show and change flags; both, or the one that changed.</summary>
public sealed record FlagTools(Envelope Envelope, string Mailbox, MailUrls Urls, FlagTool Shows = FlagTool.Both)
{
    public static DomId Id(FlagTool tool, MessageKey key) => new($"{(tool == FlagTool.Seen ? "seen" : "star")}-{key}");
}
