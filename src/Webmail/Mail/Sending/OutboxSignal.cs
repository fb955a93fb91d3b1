namespace Webmail.Mail.Sending;

/// <summary>A message may be due.</summary>
public sealed class OutboxSignal : WakeSignal;
