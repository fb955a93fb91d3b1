using System.Collections.Frozen;

namespace Webmail.Mail.Sanitizing;

/// <summary>The HTML that mail may use. What is not named here is not shown.</summary>
static class MarkupAllowList
{
    public static readonly FrozenSet<string> Tags = Set(
        "a abbr acronym address article aside b big blockquote br caption center cite code col colgroup dd del dfn dir div dl dt em figcaption"
        + " figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong"
        + " sub sup table tbody td tfoot th thead time tr tt u ul var wbr");

    /// <summary>Their content goes with them; of any other element that is not allowed, the content stays.</summary>
    public static readonly FrozenSet<string> Dropped = Set(
        "applet audio base basefont bgsound canvas dialog embed frame frameset head iframe input keygen link math meta noembed noframes noscript"
        + " object option optgroup param plaintext portal script select source style svg template textarea title track video xml xmp");

    public static readonly FrozenSet<string> Void = Set("br col hr img wbr");

    /// <summary>
    /// Class and id stay, because newsletters address their style sheet by them and the mail is a document of its own (A22); everything that
    /// names, focuses, submits or fetches is left out.
    /// </summary>
    public static readonly FrozenSet<string> Attributes = Set(
        "align alt background bgcolor border cellpadding cellspacing class clear color colspan data-blocked datetime dir face frame headers height"
        + " href hspace id lang noshade nowrap rel reversed rowspan rules scope size span src start style summary target title type valign value"
        + " vspace width");

    public static readonly FrozenSet<string> Addresses = Set("href src background");

    public static readonly FrozenSet<string> Schemes = Set("http https mailto tel cid data");

    /// <summary>Elements that show a mail tried to do more than being read.</summary>
    public static readonly FrozenSet<string> Dangerous = Set("script iframe frame object embed applet base form input textarea select");

    static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
