namespace Webmail.Mail.Stores;

/// <summary>Keywords a mailbox keeps with its messages (RFC 9051 §7.1 PERMANENTFLAGS).</summary>
/// <param name="MayGrow">Whether new ones can be made (<c>\*</c>).</param>
public sealed record MailboxKeywords(IReadOnlyList<string> Known, bool MayGrow)
{
    public bool Keeps(string keyword) => MayGrow || Known.Contains(keyword, StringComparer.OrdinalIgnoreCase);
}
