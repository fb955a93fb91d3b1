using System.Security.Cryptography;
using System.Text;

namespace Webmail.Endpoints;

/// <summary>How a body looks before the sender's own style. Plain text follows light and dark; HTML was drawn for white paper and gets it.</summary>
static class BodyStyle
{
    // The space at the sides is that of the head above it (--edge in reader.css).
    const string TextRules = """
        html { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
        body { margin: 0; padding: 16px clamp(16px, 3vw, 24px); overflow-wrap: anywhere; }
        .mail-text { white-space: pre-wrap; tab-size: 4; }
        .mail-text, .mail-text :is(div, blockquote) { unicode-bidi: plaintext; }
        .monospace .mail-text { font: 13.5px/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
        .mail-text blockquote { margin: 0; padding-left: 12px; border-left: 2px solid color-mix(in srgb, currentColor 30%, transparent); }
        .mail-text .quote-mark { display: none; }
        .mail-text .signature { opacity: .7; }
        .mail-text + *, figure + * { margin-top: 16px; }
        .notice { margin: 0 0 16px; padding: 8px 12px; border-radius: 6px; font-size: 14px; background: color-mix(in srgb, currentColor 8%, transparent); }
        @media print { body { padding: 0; } }

        """;

    // The sender's rules go before ours wherever they say something (:where has no weight). Layouts of tables count on what browsers do by themselves: their lines, a
    // word that is not broken, and a picture that keeps its column wide (a maximum in per cent of a cell lets it shrink to nothing). A mail that is all there is reaches the
    // edges when its body says so.
    // Adapted: the whole sheet is turned to dark keeping its hues, and what is a picture is turned back (1.19 = 1 / (2 × .92 - 1), so that it comes out as it was).
    // A picture behind text turns its text back with it. In quirks mode a body fills its window: in a stack it would never get smaller than it once was.
    public const string Css = TextRules + """
        body.paper { color-scheme: light; background: #fff; color: #1a1a1a; overflow-wrap: break-word; }
        html:has(.mail-html table) { font-size: 16px; line-height: normal; }
        body.mail-alone { padding: 0; } body.mail-stacked { height: fit-content; }
        :where(.mail-alone > .mail-html) { box-sizing: border-box; min-height: 100vh; padding: 16px clamp(16px, 3vw, 24px); }
        :where(.mail-html img) { max-width: 100%; object-fit: contain; }
        :where(.mail-html td) { overflow-wrap: normal; } :where(.mail-html td img) { max-width: 100vw; }
        mark { background: light-dark(#ffe58a, #6b5200); color: light-dark(#1c1e21, #fff); border-radius: 2px; }
        figure { margin: 16px 0 0; } figure img { max-width: 100%; } figcaption { font-size: 13px; opacity: .7; }
        img[data-blocked]:not([data-blocked=unseen]) { display: inline-block; min-height: 1px; outline: 1px dashed color-mix(in srgb, currentColor 30%, transparent); outline-offset: -1px; font-size: 12px; }
        header { margin-bottom: 20px; padding-bottom: 12px; border-bottom: 1px solid #bbb; } header h1 { margin: 0 0 8px; font-size: 20px; line-height: 1.3; }
        header dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin: 0; font-size: 13px; } header dt { color: #595959; } header dd { margin: 0; }
        .print-how { margin: 0 0 16px; padding: 8px 12px; border-radius: 6px; font-size: 14px; background: #eef2f7; }
        @media screen and (prefers-color-scheme: dark) {
          html.adapted { color-scheme: light; background: #fff; filter: invert(.92) hue-rotate(180deg); }
          html.adapted :is(img[src], [background], [style*="url("]) { filter: invert(1) contrast(1.19) hue-rotate(180deg); }
          html.adapted :is([background], [style*="url("]) :is(img, [background], [style*="url("]) { filter: none; }
        }
        @media print { .print-how { display: none; } }

        """;

    /// <summary>An answer folds what it repeats. Ids of a mail are prefixed, so that it cannot press this box.</summary>
    public const string Folding = """

        .fold { display: none; }
        body:has(.quoted-tail) input.fold { display: block; position: absolute; opacity: 0; }
        body:has(.quoted-tail) label.fold { display: inline-block; margin-top: 12px; padding: 2px 10px; border-radius: 999px; font: 13px/1.6 system-ui, sans-serif; cursor: pointer; background: color-mix(in srgb, currentColor 9%, transparent); }
        input.fold:focus-visible + label { outline: 2px solid; outline-offset: 2px; }
        body:not(:has(input.fold:checked)) .quoted-tail, input.fold:checked + label span:first-child, input.fold:not(:checked) + label span:last-child { display: none !important; }
        """;

    /// <summary>The style of a text that stands in the page itself (<see cref="InlineText"/>): our policy names it by its hash, so it must not vary.</summary>
    public const string Text = TextRules + Folding;

    public static readonly string TextHash = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}";
}
