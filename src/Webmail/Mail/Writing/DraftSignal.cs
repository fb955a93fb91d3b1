namespace Webmail.Mail.Writing;

/// <summary>Somebody stopped writing: the copy in Drafts is to be brought up to date now.</summary>
public sealed class DraftSignal : WakeSignal;
