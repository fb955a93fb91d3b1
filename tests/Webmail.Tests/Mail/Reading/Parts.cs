using Webmail.Mail.Stores;

namespace Webmail.Tests.Mail.Reading;

/// <summary>Part trees in one line: <c>Multi("mixed", Part("text/plain"), …)</c>. Specifiers are numbered as a server does.</summary>
static class Parts
{
    public static MessagePart Part(string type, string disposition = "", string name = "", string id = "", params (string Name, string Value)[] parameters) =>
        new("", type, parameters.ToDictionary(pair => pair.Name, pair => pair.Value), "", 100, disposition, name, id, []);

    public static MessagePart Multi(string subtype, params MessagePart[] children) => Multi(subtype, "", children);

    public static MessagePart Multi(string subtype, string start, params MessagePart[] children) =>
        Part("multipart/" + subtype, "", "", "", start.Length > 0 ? [("start", start)] : []) with { Children = children };

    public static MessagePart Numbered(MessagePart part, string specifier = "") => part with
    {
        Specifier = specifier.Length == 0 && !part.IsMultipart ? "1" : specifier,
        Children = [.. part.Children.Select((child, i) => Numbered(child, specifier.Length == 0 ? $"{i + 1}" : $"{specifier}.{i + 1}"))],
    };
}
