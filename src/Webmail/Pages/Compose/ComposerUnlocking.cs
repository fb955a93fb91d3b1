using Microsoft.Extensions.Localization;
using Webmail.Pages.Settings;
using Webmail.Security;

namespace Webmail.Pages.Compose;

/// <summary>Unlocks the key to sign with from the composer, where its draft stays.</summary>
public sealed class ComposerUnlocking(CurrentPerson me, KeyUnlocking keys, IStringLocalizer<KeysText> words)
{
    /// <param name="asked">Whether this is what was pressed: else no passphrase means that none was given.</param>
    /// <returns>Why it opened nothing; null when it did, or when there was nothing to try.</returns>
    public async Task<string?> WrongAsync(string? passphrase, bool asked, HttpContext http, CancellationToken cancel)
    {
        if (!asked && string.IsNullOrEmpty(passphrase)) return null;
        var outcome = await keys.TryAsync(me, passphrase, http.Connection.RemoteIpAddress, cancel);
        return outcome.Opened > 0 ? null : UnlockWords.Of(outcome, words);
    }
}
