using System.Text.RegularExpressions;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

/// <summary>
/// A server that says what a test wants it to: what real servers do not do on demand. An answer is a pattern of the command without its tag and
/// the text to send, where <c>%</c> stands for the tag; an answer that ends in <c>^</c> ends the connection.
/// </summary>
sealed class ScriptedImap : ScriptedServer
{
    readonly List<string> commands = [];

    public string Greeting { get; init; } = "* OK ready\r\n";
    public string Capabilities { get; init; } = "IMAP4rev1 AUTH=PLAIN SASL-IR";
    public List<(string Command, string Answer)> Answers { get; } = [];

    /// <summary>Asked before <see cref="Answers"/>; null where those answer.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>What clients said, without tags; <c>TLS</c> where encryption began.</summary>
    public IReadOnlyList<string> Commands { get { lock (commands) return [.. commands]; } }

    protected override async Task TalkAsync(Stream stream)
    {
        await SendAsync(stream, Greeting);
        while (await LineAsync(stream) is { } line)
        {
            var (tag, command) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : ("", line);
            lock (commands) commands.Add(command);
            var answer = (Answer(command) ?? Usual(command)).Replace("%", tag, StringComparison.Ordinal);
            await SendAsync(stream, answer.TrimEnd('^'));
            if (answer.EndsWith('^')) return;
            if (command != "STARTTLS" || Certificate is null || !answer.Contains("OK", StringComparison.Ordinal)) continue;
            stream = await EncryptAsync(stream);
            lock (commands) commands.Add("TLS");
        }
    }

    string Usual(string command)
    {
        foreach (var (pattern, answer) in Answers)
            if (Regex.IsMatch(command, pattern)) return answer;
        return command.Split(' ')[0] switch
        {
            "CAPABILITY" => $"* CAPABILITY {Capabilities}\r\n% OK done\r\n",
            "LIST" => "* LIST (\\HasNoChildren) \"/\" INBOX\r\n% OK done\r\n",
            "SELECT" => "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] ok\r\n% OK [READ-WRITE] done\r\n",
            "LOGOUT" => "* BYE good bye\r\n% OK done\r\n^",
            _ => "% OK done\r\n",
        };
    }
}
