using System.Buffers;
using System.Text;

namespace Webmail.Mail.Sanitizing;

static class Escaping
{
    /// <summary>Text in which each of the special characters is written as something else; what lies between them is written at once.</summary>
    public static void AppendEscaped(this StringBuilder html, ReadOnlySpan<char> text, SearchValues<char> special, Func<char, string> written)
    {
        while (text.IndexOfAny(special) is var at and >= 0)
        {
            html.Append(text[..at]).Append(written(text[at]));
            text = text[(at + 1)..];
        }
        html.Append(text);
    }
}
