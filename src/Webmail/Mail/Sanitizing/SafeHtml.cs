namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Markup made here and nowhere else: by <see cref="HtmlCleaner"/> from hostile HTML or by <see cref="TextMarkup"/> from plain text.
/// It is final: there is no way to add to it or to cut it, only to write it out (output changed after sanitising was CVE-2024-42009).
/// </summary>
public sealed class SafeHtml
{
    public static readonly SafeHtml Empty = new("");
    readonly string markup;

    internal SafeHtml(string markup) => this.markup = markup;

    public bool IsEmpty => markup.Length == 0;
    public int Length => markup.Length;

    public void WriteTo(TextWriter writer) => writer.Write(markup);

    public override string ToString() => markup;
}
