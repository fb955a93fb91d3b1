namespace Webmail.Pages.Settings;

/// <summary>
/// A section of the settings. Its page is <c>Pages/Settings/{Name}.cshtml</c> at <c>/settings/{name}</c>; its name and the line under it are the sentences
/// <c>Section.{Name}</c> and <c>Section.{Name}.Hint</c> of SettingsText.
/// </summary>
/// <param name="Icon">From <c>wwwroot/icons/used.txt</c>.</param>
public sealed record SettingsSection(string Name, string Icon)
{
    /// <summary>All of them, in the order they are listed in. A new section is one line here.</summary>
    public static readonly IReadOnlyList<SettingsSection> All =
    [
        new("Screen", "panels-top-left"),
        new("Conversations", "mails"),
        new("Reading", "book-open-text"),
        new("Notifications", "bell"),
        new("Archive", "archive"),
        new("Language", "languages"),
        new("Identities", "signature"),
        new("Templates", "file-text"),
        new("Sending", "send"),
        new("Privacy", "shield-check"),
        new("Keys", "key-round"),
        new("Accounts", "circle-user-round"),
        new("Folders", "folder"),
        new("Labels", "tag"),
        new("Sessions", "monitor-smartphone"),
    ];

    public string Path { get; } = $"~/settings/{Name.ToLowerInvariant()}";

    /// <summary>The section a page belongs to; null for the list of sections.</summary>
    /// <param name="page">The route value of that name, for example <c>/Settings/Screen</c>, or below it <c>/Settings/Accounts/New</c>.</param>
    public static SettingsSection? Of(object? page) => All.FirstOrDefault(section => section.IsItself(page) || page is string name && name.StartsWith($"/Settings/{section.Name}/", StringComparison.Ordinal));

    /// <summary>Whether this is the section's own page, not one below it.</summary>
    public bool IsItself(object? page) => $"/Settings/{Name}".Equals(page as string, StringComparison.Ordinal);
}
