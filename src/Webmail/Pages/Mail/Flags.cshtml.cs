using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>Marks messages: read, unread, starred, not starred. Each is undone by its opposite.</summary>
public sealed class FlagsModel(MailPageContext context, ActingContext acting) : ActionPage(context, acting)
{
    /// <summary>seen, unseen, flagged or unflagged.</summary>
    [BindProperty(SupportsGet = true)] public string? Set { get; set; }

    /// <summary>True for the mark that opening a message makes: it is said by the screen, not by a sentence.</summary>
    [BindProperty] public bool Quiet { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Marks.FirstOrDefault(mark => mark.Name == Set) is not { Name: not null } mark || !TryChosen(out var chosen)) return BadRequest();
        var action = new Mark(mark.Add, mark.Remove);
        if (!Quiet) return await ActAsync(action, chosen, (mark.Name, ""), keys => ChangedAsync(keys, cancel), cancel);
        if (!TryKeys(out var keys)) return BadRequest();
        await action.RunAsync(Store, MailboxName, keys, cancel);
        return await AnswerAsync(null, () => ChangedAsync(keys, cancel), cancel);
    }

    /// <summary>One row is drawn again from what the server now says; for many the page refreshes.</summary>
    async Task<IReadOnlyList<TurboStream>> ChangedAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        if (keys.Count != 1) return [TurboStream.Refresh()];
        var tool = Set is "seen" or "unseen" ? FlagTool.Seen : FlagTool.Star;
        var envelope = (await Store.OpenAsync(MailboxName, keys[0], cancel)).Envelope;
        return [
            TurboStream.Replace(RowsView.RowId(envelope.Key), "_Rows", new RowsView([envelope], MailboxName, CurrentRole, Urls, When) { Labels = Labels }),
            TurboStream.Replace(FlagTools.Id(tool, envelope.Key), "_FlagTools", new FlagTools(envelope, MailboxName, Urls, tool))];
    }

    /// <summary>What takes a change of flags back.</summary>
    public static string? Opposite(Marked marked) => Marks.FirstOrDefault(mark => mark.Add == marked.Removed && mark.Remove == marked.Added).Name;

    static readonly (string Name, MessageFlags Add, MessageFlags Remove)[] Marks =
    [
        ("seen", MessageFlags.Seen, MessageFlags.None), ("unseen", MessageFlags.None, MessageFlags.Seen),
        ("flagged", MessageFlags.Flagged, MessageFlags.None), ("unflagged", MessageFlags.None, MessageFlags.Flagged),
    ];
}

public enum FlagTool { Both, Seen, Star }

/// <summary>The buttons of the reader that show and change flags; both, or the one that changed.</summary>
public sealed record FlagTools(Envelope Envelope, string Mailbox, MailUrls Urls, FlagTool Shows = FlagTool.Both)
{
    public static DomId Id(FlagTool tool, MessageKey key) => new($"{(tool == FlagTool.Seen ? "seen" : "star")}-{key}");
}
