namespace Webmail.Turbo;

/// <summary>The id of an element on screen, declared once and used by the view that draws it and the handler that changes it.</summary>
public readonly record struct DomId(string Value)
{
    public override string ToString() => Value;
}
