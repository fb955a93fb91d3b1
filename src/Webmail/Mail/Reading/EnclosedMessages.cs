using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>Messages inside a message (RFC 2046 §5.2.1).</summary>
public static class EnclosedMessages
{
    /// <summary>The part with this number, when it is a message whose structure the server has described; else null.</summary>
    public static MessagePart? Find(MessagePart? structure, string specifier) => specifier.Length == 0 ? null :
        structure?.SelfAndDescendants().FirstOrDefault(part => part.Specifier == specifier && part.MediaType is ("message/rfc822" or "message/global") && part.Children.Count == 1);
}
