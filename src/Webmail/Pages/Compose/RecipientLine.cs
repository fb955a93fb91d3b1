namespace Webmail.Pages.Compose;

/// <summary>To, Cc or Bcc.</summary>
/// <param name="Focused">Whether typing begins here.</param>
public sealed record RecipientLine(string Field, string Value, string? Error, bool Focused)
{
    public static RecipientLine Of(ComposerView view, string field, string value) => new(field, value, view.Error(field), view.Autofocus == field);

    /// <summary>Key of its label.</summary>
    public string Label => $"Field.{char.ToUpperInvariant(Field[0])}{Field[1..]}";
}
