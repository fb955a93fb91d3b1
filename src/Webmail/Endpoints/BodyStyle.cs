namespace Webmail.Endpoints;

/// <summary>How a body looks before the sender's own style. Plain text follows light and dark; HTML was drawn for white paper and gets it.</summary>
static class BodyStyle
{
    public const string Css = """
        html { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
        body { margin: 0; padding: 16px clamp(16px, 3vw, 24px); overflow-wrap: anywhere; }
        body.paper { color-scheme: light; background: #fff; color: #1a1a1a; }
        .mail-html img { max-width: 100%; object-fit: contain; }
        .mail-text { white-space: pre-wrap; tab-size: 4; }
        .mail-text blockquote { margin: 0; padding-left: 12px; border-left: 2px solid color-mix(in srgb, currentColor 30%, transparent); }
        .mail-text .quote-mark { display: none; }
        .mail-text .signature { opacity: .7; }
        .mail-text + *, figure + * { margin-top: 16px; }
        figure { margin: 16px 0 0; } figure img { max-width: 100%; } figcaption { font-size: 13px; opacity: .7; }
        .notice { margin: 0 0 16px; padding: 8px 12px; border-radius: 6px; font-size: 14px; background: color-mix(in srgb, currentColor 8%, transparent); }
        img[data-blocked] { display: inline-block; min-height: 1px; outline: 1px dashed color-mix(in srgb, currentColor 30%, transparent); outline-offset: -1px; font-size: 12px; }
        """;
}
