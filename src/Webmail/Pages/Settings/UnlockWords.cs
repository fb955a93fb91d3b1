using Microsoft.Extensions.Localization;
using Webmail.Security;

namespace Webmail.Pages.Settings;

/// <summary>Why a passphrase has opened nothing, here and in the reader.</summary>
static class UnlockWords
{
    public static string Of(UnlockOutcome outcome, IStringLocalizer<KeysText> words) =>
        outcome.Wait == TimeSpan.Zero ? words["Unlock.Wrong"] : words["Unlock.Wait", (int)Math.Ceiling(outcome.Wait.TotalSeconds)];
}
