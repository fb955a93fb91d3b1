using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailKit;

namespace Webmail.MailServers;

/// <summary>A message as a mailbox holds it.</summary>
/// <param name="Bytes">RFC 5322 with CRLF line ends, stored as they are.</param>
/// <param name="Received">INTERNALDATE; null for now.</param>
/// <param name="Keywords">Flags besides the system's, e.g. <c>$Forwarded</c>.</param>
public sealed record StoredMessage(
    byte[] Bytes, MessageFlags Flags = MessageFlags.None, DateTimeOffset? Received = null, IReadOnlyCollection<string>? Keywords = null);

/// <summary>
/// Fills mailboxes over a bare IMAP connection. Not by MailKit, which would parse and write anew what must arrive byte for byte, however broken.
/// </summary>
sealed class Mailboxes : IDisposable
{
    // Not 127.0.0.1: Dovecot counts connections per person and address, and these are not the test's.
    static readonly IPEndPoint Elsewhere = new(IPAddress.Parse("127.0.0.9"), 0);

    const int Batch = 200;

    readonly TcpClient client = new(Elsewhere);
    StreamReader? reader;
    int tag;

    public static async Task AppendAsync(int port, string address, string password, string mailbox, IEnumerable<StoredMessage> messages)
    {
        using var imap = new Mailboxes();
        await imap.ConnectAsync(port, address, password).ConfigureAwait(false);
        if (!mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase)) await imap.EnsureAsync(Quoted(mailbox)).ConfigureAwait(false);
        foreach (var batch in messages.Chunk(Batch)) await imap.AppendAsync(Quoted(mailbox), batch).ConfigureAwait(false);
    }

    async Task ConnectAsync(int port, string address, string password)
    {
        await client.ConnectAsync(IPAddress.Loopback, port).ConfigureAwait(false);
        reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await reader.ReadLineAsync().ConfigureAwait(false);
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{address}\0{password}"));
        await RunAsync($"AUTHENTICATE PLAIN {plain}").ConfigureAwait(false);
    }

    async Task EnsureAsync(string mailbox)
    {
        if ((await TryAsync($"CREATE {mailbox}").ConfigureAwait(false)).Contains(" NO ", StringComparison.Ordinal))
            await RunAsync($"STATUS {mailbox} (MESSAGES)").ConfigureAwait(false);
        await RunAsync($"SUBSCRIBE {mailbox}").ConfigureAwait(false);
    }

    // RFC 3502 MULTIAPPEND with the non-synchronizing literals of RFC 7888.
    async Task AppendAsync(string mailbox, StoredMessage[] batch)
    {
        using var command = new MemoryStream();
        command.Write(Encoding.ASCII.GetBytes($"APPEND {mailbox}"));
        foreach (var message in batch)
        {
            command.Write(Encoding.ASCII.GetBytes($" ({Flags(message)}) \"{Date(message)}\" {{{message.Bytes.Length}+}}\r\n"));
            command.Write(message.Bytes);
        }
        await RunAsync(command.ToArray()).ConfigureAwait(false);
    }

    static string Flags(StoredMessage message) => string.Join(' ', new[]
    {
        (MessageFlags.Seen, "\\Seen"), (MessageFlags.Answered, "\\Answered"), (MessageFlags.Flagged, "\\Flagged"),
        (MessageFlags.Deleted, "\\Deleted"), (MessageFlags.Draft, "\\Draft"),
    }.Where(flag => message.Flags.HasFlag(flag.Item1)).Select(flag => flag.Item2).Concat(message.Keywords ?? []));

    static string Date(StoredMessage message) => (message.Received ?? TimeProvider.System.GetUtcNow())
        .ToString("dd-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture).Remove(24, 1);

    async Task RunAsync(string command) => await RunAsync(Encoding.ASCII.GetBytes(command)).ConfigureAwait(false);

    async Task RunAsync(byte[] command)
    {
        var answer = await TryAsync(command).ConfigureAwait(false);
        if (!answer.Contains(" OK", StringComparison.Ordinal)) throw new InvalidOperationException($"The mail server answered: {answer}");
    }

    Task<string> TryAsync(string command) => TryAsync(Encoding.ASCII.GetBytes(command));

    async Task<string> TryAsync(byte[] command)
    {
        var name = $"a{++tag} ";
        var wire = client.GetStream();
        await wire.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(name), .. command, .. "\r\n"u8]).ConfigureAwait(false);
        while (await reader!.ReadLineAsync().ConfigureAwait(false) is { } line)
            if (line.StartsWith(name, StringComparison.Ordinal)) return line;
        throw new IOException("The mail server closed the connection.");
    }

    static string Quoted(string mailbox) =>
        $"\"{ModifiedUtf7(mailbox).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>RFC 3501 §5.1.3: printable ASCII as itself, the rest as base64 of UTF-16 between &amp; and -.</summary>
    internal static string ModifiedUtf7(string name)
    {
        var text = new StringBuilder();
        for (var at = 0; at < name.Length;)
        {
            var end = at;
            while (end < name.Length && name[end] is < ' ' or > '~') end++;
            if (end > at)
                text.Append('&').Append(Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[at..end])).TrimEnd('=').Replace('/', ',')).Append('-');
            else
                text.Append(name[end++] is '&' ? "&-" : name[at].ToString());
            at = end;
        }
        return text.ToString();
    }

    public void Dispose()
    {
        reader?.Dispose();
        client.Dispose();
    }
}
