using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>Marks messages: read, unread, starred, not starred. Each is undone by its opposite.</summary>
public sealed class FlagsModel(MailPageContext context) : ActionPage(context)
{
    /// <summary>seen, unseen, flagged or unflagged.</summary>
    [BindProperty(SupportsGet = true)] public string? Set { get; set; }

    /// <summary>True for the mark that opening a message makes: it is said by the screen, not by a sentence.</summary>
    [BindProperty] public bool Quiet { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Marks(Set) is not var (add, remove, opposite) || !TryKeys(out var keys)) return BadRequest();
        await Store.FlagAsync(MailboxName, keys, add, remove, cancel);
        var flash = Quiet ? null : new FlashMessage(
            Counted($"Flash.{Set}", keys.Count), UndoAction: Urls.Flags(MailboxName), UndoFields: [new("set", opposite), .. FlashMessage.Keys(keys)]);
        return await AnswerAsync(flash, () => ChangedAsync(keys, cancel), cancel);
    }

    /// <summary>One row is drawn again from what the server now says; for many the page refreshes.</summary>
    async Task<IReadOnlyList<TurboStream>> ChangedAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        if (keys.Count > 1) return [TurboStream.Refresh()];
        var tool = Set is "seen" or "unseen" ? FlagTool.Seen : FlagTool.Star;
        var envelope = (await Store.OpenAsync(MailboxName, keys[0], cancel)).Envelope;
        return [
            TurboStream.Replace(RowsView.RowId(envelope.Key), "_Rows", new RowsView([envelope], MailboxName, CurrentRole, Urls, When)),
            TurboStream.Replace(FlagTools.Id(tool, envelope.Key), "_FlagTools", new FlagTools(envelope, MailboxName, Urls, tool))];
    }

    static (MessageFlags Add, MessageFlags Remove, string Opposite)? Marks(string? set) => set switch
    {
        "seen" => (MessageFlags.Seen, MessageFlags.None, "unseen"),
        "unseen" => (MessageFlags.None, MessageFlags.Seen, "seen"),
        "flagged" => (MessageFlags.Flagged, MessageFlags.None, "unflagged"),
        "unflagged" => (MessageFlags.None, MessageFlags.Flagged, "flagged"),
        _ => null,
    };
}

public enum FlagTool { Both, Seen, Star }

/// <summary>The buttons of the reader that show and change flags; both, or the one that changed.</summary>
public sealed record FlagTools(Envelope Envelope, string Mailbox, MailUrls Urls, FlagTool Shows = FlagTool.Both)
{
    public static DomId Id(FlagTool tool, MessageKey key) => new($"{(tool == FlagTool.Seen ? "seen" : "star")}-{key}");
}
