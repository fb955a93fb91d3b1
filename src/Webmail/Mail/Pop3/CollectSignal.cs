namespace Webmail.Mail.Pop3;

/// <summary>A source may be due.</summary>
public sealed class CollectSignal : WakeSignal;
