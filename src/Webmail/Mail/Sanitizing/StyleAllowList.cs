using System.Collections.Frozen;

namespace Webmail.Mail.Sanitizing;

/// <summary>The CSS that mail may use: text, boxes, tables and pictures; nothing that overlays, animates, loads or invents content.</summary>
static class StyleAllowList
{
    public static readonly FrozenSet<string> Properties = Set(
        "align-content align-items align-self background background-color background-image background-position background-repeat background-size"
        + " background-clip background-origin"
        + " border border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style border-bottom-width"
        + " border-collapse border-color border-left border-left-color border-left-style border-left-width border-radius border-right"
        + " border-right-color border-right-style border-right-width border-spacing border-style border-top border-top-color"
        + " border-top-left-radius border-top-right-radius border-top-style border-top-width border-width box-shadow box-sizing"
        + " caption-side clear color column-count column-gap columns direction display empty-cells flex flex-basis flex-direction flex-flow flex-grow"
        + " flex-shrink flex-wrap float font font-family font-size font-stretch font-style font-variant font-weight font-kerning gap height"
        + " hyphens justify-content letter-spacing line-height list-style list-style-position list-style-type margin margin-bottom margin-left"
        + " margin-right margin-top max-height max-width min-height min-width mso-hide object-fit object-position opacity order outline"
        + " outline-color outline-style outline-width overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left"
        + " padding-right padding-top row-gap table-layout tab-size text-align text-align-last text-decoration text-decoration-color"
        + " text-decoration-line text-decoration-style text-indent text-overflow text-shadow text-transform text-underline-offset"
        + " vertical-align visibility white-space width word-break word-spacing word-wrap"
        + " -webkit-text-size-adjust -ms-text-size-adjust text-size-adjust -webkit-font-smoothing");

    /// <summary>Functions that only compute: none of them fetches.</summary>
    public static readonly FrozenSet<string> Functions = Set(
        "rgb rgba hsl hsla hwb lab lch oklab oklch calc min max clamp linear-gradient repeating-linear-gradient radial-gradient"
        + " repeating-radial-gradient conic-gradient");

    /// <summary>The only properties a picture may come from; in both the address is decided on by <see cref="ImageRules"/>.</summary>
    public static readonly FrozenSet<string> Pictures = Set("background background-image");

    public static readonly FrozenSet<string> PseudoClasses = Set("hover first-child last-child only-child first-of-type last-of-type link visited active focus");

    public static readonly FrozenSet<string> MediaFeatures = Set(
        "width min-width max-width device-width min-device-width max-device-width orientation prefers-color-scheme");

    public static readonly FrozenSet<string> MediaWords = Set("all screen only and");

    static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
