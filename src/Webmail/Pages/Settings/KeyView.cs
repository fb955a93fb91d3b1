using Webmail.Mail.Keys;

namespace Webmail.Pages.Settings;

public static class KeyView
{
    /// <summary>In groups of four, as people read it out to each other.</summary>
    public static string Fingerprint(PersonKey key) => string.Join(' ', key.Fingerprint.Chunk(4).Select(group => new string(group)));
}
