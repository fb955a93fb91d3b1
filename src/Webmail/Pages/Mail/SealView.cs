using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>Where it is said how a wrapped message was opened.</summary>
public sealed record SealView(MessageKey Key, string Address);
