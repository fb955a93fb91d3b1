namespace Webmail.Pages.Compose;

/// <summary>To, Cc or Bcc.</summary>
public sealed record RecipientLine(string Field, string Value, ComposerView View)
{
    public string? Error => View.Error(Field);
    public bool Focused => View.Focus == Field;
    /// <summary>Key of its label.</summary>
    public string Label => $"Field.{char.ToUpperInvariant(Field[0])}{Field[1..]}";
}
