using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>One folder to go to, as a button.</summary>
/// <param name="Field">What the form calls it, and by which value.</param>
public sealed record TargetView(Mailbox Mailbox, string Field, string Value, TargetsView View);
