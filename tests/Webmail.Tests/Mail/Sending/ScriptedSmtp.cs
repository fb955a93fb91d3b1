using System.Net.Sockets;
using System.Text;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>A submission server that takes everything, offers what a test wants it to, and writes down every octet that comes over the wire.</summary>
sealed class ScriptedSmtp : ScriptedServer
{
    readonly MemoryStream wire = new();

    /// <summary>Lines of the answer to EHLO after the first.</summary>
    public string[] Offers { get; set; } = ["PIPELINING", "8BITMIME", "AUTH LOGIN PLAIN"];
    public string StartTlsAnswer { get; set; } = "220 go on\r\n";

    /// <summary>Everything that clients have said, in Latin-1; what is behind TLS is not part of it.</summary>
    public string Wire { get { lock (wire) return Encoding.Latin1.GetString(wire.ToArray()); } }

    /// <summary>Commands, without what stands between DATA and the end of the message.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Messages, with the dots that RFC 5321 §4.5.2 adds taken out.</summary>
    public List<string> Messages { get; } = [];

    protected override async Task TalkAsync(Stream stream)
    {
        await SendAsync(stream, "220 scripted\r\n");
        while (await LineAsync(stream, strict: true) is { } line)
        {
            lock (Commands) Commands.Add(line);
            await SendAsync(stream, Answer(line));
            if (line == "STARTTLS" && Certificate is not null) stream = await EncryptAsync(stream);
            if (line == "DATA") await TakeAsync(stream);
            if (line == "QUIT") return;
        }
    }

    string Answer(string line) => line.Split(' ')[0] switch
    {
        "EHLO" => string.Concat(Offers.Prepend("scripted").Select((offer, at) => $"250{(at == Offers.Length ? ' ' : '-')}{offer}\r\n")),
        "STARTTLS" => StartTlsAnswer,
        "AUTH" when line.EndsWith(" LOGIN", StringComparison.Ordinal) || line == "AUTH PLAIN" => "334 \r\n",
        "AUTH" => "235 welcome\r\n",
        "DATA" => "354 go on\r\n",
        "QUIT" => "221 good bye\r\n",
        _ => "250 ok\r\n",
    };

    /// <summary>Only CRLF ends a line, and only a line that is one dot ends the message.</summary>
    async Task TakeAsync(Stream stream)
    {
        var message = new StringBuilder();
        while (await LineAsync(stream, strict: true) is { } line && line != ".") message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        lock (Messages) Messages.Add(message.ToString());
        await SendAsync(stream, "250 taken\r\n");
    }

    protected override void Heard(Stream stream, byte octet)
    {
        if (stream is NetworkStream) lock (wire) wire.WriteByte(octet);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await wire.DisposeAsync();
    }
}
