using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>The outcome of an action in a sentence, with the form that takes it back where that is possible.</summary>
/// <param name="Seconds">How long it stays on screen.</param>
/// <param name="UndoAction">Where the undo form posts; null when the action cannot be undone.</param>
public sealed record FlashMessage(string Text, bool Bad = false, string? UndoAction = null, IReadOnlyList<KeyValuePair<string, string>>? UndoFields = null, int Seconds = 10)
{
    public static readonly DomId Region = new("flash");

    /// <summary>Where what it speaks of can be done, in another tab: what is on screen stays.</summary>
    public FlashLink? Link { get; init; }

    public static FlashMessage Failure(IStringLocalizer<MailText> text, MailFailure failure) =>
        new($"{text[$"Failure.{failure.Kind}"]} {text[$"Failure.{failure.Kind}.Do"]}", Bad: true);

    public TurboStream AsStream() => TurboStream.Append(Region, "~/Pages/Mail/_Flash.cshtml", this);

    /// <summary>Fields that name messages.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Keys(IEnumerable<MessageKey> keys) =>
        keys.Select(key => KeyValuePair.Create("keys", Convert.ToString(key, CultureInfo.InvariantCulture)!));
}

public sealed record FlashLink(string Url, string Text);
