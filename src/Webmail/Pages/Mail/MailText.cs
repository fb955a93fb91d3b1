using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Webmail.Pages.Mail;

/// <summary>Names the resources of the mail screens: MailText.resx and its translations.</summary>
public sealed class MailText
{
    /// <summary>CLDR plural rules of the languages we have: French counts 0 and 1 as one, English only 1.</summary>
    public static bool IsSingular(int count) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr" ? count is 0 or 1 : count == 1;

    /// <summary>A sentence about a number of things: the text is called <c>name.One</c> or <c>name.Other</c>.</summary>
    public static string Counted(IStringLocalizer text, string name, int count, string more = "") =>
        text[$"{name}.{(IsSingular(count) ? "One" : "Other")}", count.ToString("N0", CultureInfo.CurrentCulture), more];
}
