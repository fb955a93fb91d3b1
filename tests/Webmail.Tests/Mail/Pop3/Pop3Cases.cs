using System.Globalization;
using Webmail.Mail.Pop3;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>A server that says what a test wants, and an account that is collected from it.</summary>
public abstract class Pop3Cases(WebmailApp app)
{
    private protected WebmailApp App => app;

    private protected static string Letter(int number, int length = 40) =>
        string.Create(CultureInfo.InvariantCulture, $"Message-ID: <{number}@pop.test>\r\nSubject: Number {number}\r\n\r\n{new string('x', length)}\r\n");

    private protected static List<(string, string)> Letters(int count, string prefix = "u") => [.. Enumerable.Range(1, count).Select(number => ($"{prefix}{number}", Letter(number)))];

    private protected static ScriptedPop3 Server(int count)
    {
        var server = new ScriptedPop3();
        server.Messages.AddRange(Letters(count));
        return server;
    }

    private protected Task<CollectDesk> DeskAsync(ScriptedPop3 server, Pop3Policy policy = Pop3Policy.Leave) => CollectDesk.NewAsync(App, server.Port, policy: policy);
}
