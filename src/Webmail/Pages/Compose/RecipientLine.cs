namespace Webmail.Pages.Compose;

/// <summary>To, Cc or Bcc.</summary>
/// <param name="Focused">Whether typing begins here.</param>
/// <param name="Groups">The list of groups that the browser completes from where no script does; null where there are none.</param>
public sealed record RecipientLine(string Field, string Value, string? Error, bool Focused, string? Groups = null)
{
    public const string GroupsId = "groups";

    public static RecipientLine Of(ComposerView view, string field, string value) => new(field, value, view.Error(field), view.Autofocus == field, view.Groups.Count > 0 ? GroupsId : null);

    /// <summary>Key of its label.</summary>
    public string Label => $"Field.{char.ToUpperInvariant(Field[0])}{Field[1..]}";
}
