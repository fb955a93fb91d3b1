using System.Globalization;

namespace Webmail.Pages.Mail;

/// <summary>Names the resources of the mail screens: MailText.resx and its translations.</summary>
public sealed class MailText
{
    /// <summary>CLDR plural rules of the languages we have: French counts 0 and 1 as one, English only 1.</summary>
    public static bool IsSingular(int count) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr" ? count is 0 or 1 : count == 1;
}
