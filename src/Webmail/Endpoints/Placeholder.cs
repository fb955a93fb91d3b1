using System.Text;
using System.Text.Encodings.Web;

namespace Webmail.Endpoints;

/// <summary>A sentence in the place of a picture. Browsers show it whatever the status; it has no size of its own, so that behind a table it is there once.</summary>
static class Placeholder
{
    public static IResult Say(string sentence, int status) => Results.Text(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"100%\" height=\"100%\" fill=\"#8a8a8a\" fill-opacity=\".12\"/>"
        + $"<text x=\"8\" y=\"20\" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"#595959\">{HtmlEncoder.Default.Encode(sentence)}</text></svg>",
        "image/svg+xml; charset=utf-8", Encoding.UTF8, status);
}
