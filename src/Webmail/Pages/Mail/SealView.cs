using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>Where it is said how a wrapped message was opened.</summary>
/// <param name="Back">The reader that shows it.</param>
public sealed record SealView(MessageKey Key, string Place, string Back)
{
    public string Address => $"{Place}?back={Uri.EscapeDataString(Back)}";
}
