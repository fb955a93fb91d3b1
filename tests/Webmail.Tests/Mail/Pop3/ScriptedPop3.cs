using System.Globalization;
using System.Text.RegularExpressions;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>
/// A POP3 server (RFC 1939) with one mailbox that behaves as a test wants it to: what real servers do not do on demand. An answer is a pattern of the command
/// and the text to send; one that ends in <c>^</c> ends the connection.
/// </summary>
sealed class ScriptedPop3 : ScriptedServer
{
    readonly List<string> commands = [];

    public string Greeting { get; set; } = "+OK ready\r\n";
    public string Capabilities { get; set; } = "USER\r\nUIDL\r\nTOP\r\nSASL PLAIN\r\n";
    public List<(string Command, string Answer)> Answers { get; } = [];

    /// <summary>Name and octets (CRLF line ends) of each message, in the order of their numbers.</summary>
    public List<(string Uidl, string Text)> Messages { get; } = [];

    /// <summary>The size that LIST tells of a message.</summary>
    public Func<(string Uidl, string Text), int> Size { get; set; } = message => message.Text.Length;

    /// <summary>What clients said, <c>TLS</c> where encryption began.</summary>
    public IReadOnlyList<string> Commands { get { lock (commands) return [.. commands]; } }

    public int Said(string word) => Commands.Count(command => command.StartsWith(word, StringComparison.Ordinal));

    protected override async Task TalkAsync(Stream stream)
    {
        var deleted = new HashSet<int>();
        await SendAsync(stream, Greeting);
        while (await LineAsync(stream) is { } command)
        {
            lock (commands) commands.Add(command);
            var answer = Answer(command, deleted);
            await SendAsync(stream, answer.TrimEnd('^'));
            if (answer.EndsWith('^')) return;
            if (command != "STLS" || Certificate is null || !answer.StartsWith("+OK", StringComparison.Ordinal)) continue;
            stream = await EncryptAsync(stream);
            lock (commands) commands.Add("TLS");
        }
    }

    string Answer(string command, HashSet<int> deleted)
    {
        foreach (var (pattern, answer) in Answers)
            if (Regex.IsMatch(command, pattern)) return answer;
        var words = command.Split(' ');
        var number = words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : 0;
        lock (Messages)
            return words[0] switch
            {
                "CAPA" => $"+OK\r\n{Capabilities}.\r\n",
                "STAT" => $"+OK {Messages.Count} {Messages.Sum(message => message.Text.Length)}\r\n",
                "LIST" => $"+OK\r\n{Lines(deleted, message => Size(message).ToString(CultureInfo.InvariantCulture))}.\r\n",
                "UIDL" => $"+OK\r\n{Lines(deleted, message => message.Uidl)}.\r\n",
                "RETR" => $"+OK\r\n{Stuffed(Messages[number - 1].Text)}.\r\n",
                "TOP" => $"+OK\r\n{Stuffed(Header(Messages[number - 1].Text))}.\r\n",
                "DELE" => deleted.Add(number) ? "+OK\r\n" : "-ERR\r\n",
                "QUIT" => Quit(deleted),
                "AUTH" when words.Length == 2 => "+ \r\n",
                _ => "+OK\r\n",
            };
    }

    string Quit(HashSet<int> deleted)
    {
        foreach (var number in deleted.OrderDescending()) Messages.RemoveAt(number - 1);
        return "+OK bye\r\n^";
    }

    string Lines(HashSet<int> deleted, Func<(string Uidl, string Text), string> what) =>
        string.Concat(Messages.Select((message, index) => deleted.Contains(index + 1) ? "" : $"{index + 1} {what(message)}\r\n"));

    static string Header(string text) => text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var at and >= 0 ? text[..(at + 4)] : text;

    static string Stuffed(string text)
    {
        var whole = text.EndsWith("\r\n", StringComparison.Ordinal) ? text : text + "\r\n";
        return (whole.StartsWith('.') ? "." : "") + whole.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
    }
}
