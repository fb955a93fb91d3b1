using System.Security.Cryptography;
using System.Text;
using MailKit;
using MimeKit;

namespace Webmail.MailServers.Samples;

/// <summary>Turns scenes into messages of one person's mailboxes: replies quote and refer to what they answer, own ones lie in Sent.</summary>
sealed class SceneWriter(SamplePerson person, DateTimeOffset now)
{
    sealed record Past(MailboxAddress From, DateTimeOffset Date, string Text, string Id);

    public IEnumerable<SampleMessage> Write(Scene scene)
    {
        var past = new List<Past>();
        var date = person.At(scene.Age, now);
        foreach (var (turn, index) in scene.Turns.Select((turn, index) => (turn, index)))
        {
            date = Earlier(date + turn.Delay);
            var mine = turn.Who.StartsWith("me", StringComparison.Ordinal);
            var from = mine ? person.Mailbox : Sender(turn, scene);
            using var message = Headers(scene, past, from, date, index);
            message.To.Add(mine ? Partner(turn, past) : person.Mailbox);
            message.Body = Body(scene, turn, past);
            Settle(message.Body, message.MessageId!);
            past.Add(new Past(from, date, turn.Text, message.MessageId!));
            var answered = scene.Turns.ElementAtOrDefault(index + 1)?.Who.StartsWith("me", StringComparison.Ordinal) == true;
            yield return SampleMail.Stored(Mailbox(scene, mine), message, Flags(turn, mine, answered));
        }
    }

    DateTimeOffset Earlier(DateTimeOffset date) => date < now ? date : now - TimeSpan.FromMinutes(2);

    static string Mailbox(Scene scene, bool mine) => mine && scene.Setting("in") != "Drafts" ? "Sent" : scene.Setting("in", "INBOX");

    static MailboxAddress Sender(Turn turn, Scene scene) => MailboxAddress.Parse(turn.Who == "from" ? scene.Setting("from") : turn.Who);

    static MailboxAddress Partner(Turn turn, List<Past> past) =>
        turn.Who.Contains("->", StringComparison.Ordinal) ? MailboxAddress.Parse(turn.Who[(turn.Who.IndexOf("->", StringComparison.Ordinal) + 2)..].Trim())
        : past[^1].From;

    MimeMessage Headers(Scene scene, List<Past> past, MailboxAddress from, DateTimeOffset date, int index)
    {
        var message = new MimeMessage { Date = date, MessageId = $"{Hash($"{person.Address} {scene.Subject} {scene.Age} {index}")}@{from.Domain}" };
        message.From.Add(from);
        if (scene.Setting("cc") is { Length: > 0 } cc) message.Cc.AddRange(InternetAddressList.Parse(cc));
        var subject = index == 0 ? scene.Subject : $"Re: {scene.Subject}";
        message.Headers.Replace(HeaderId.Subject, Charset(scene), subject);
        foreach (var earlier in past) message.References.Add(earlier.Id);
        if (past.Count > 0) message.InReplyTo = past[^1].Id;
        if (scene.Setting("list") is { Length: > 0 } list)
        {
            message.Headers.Add(HeaderId.ListId, list);
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<https://{from.Domain}/unsubscribe?u=7f3a>, <mailto:unsubscribe@{from.Domain}>");
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }
        foreach (var header in scene.Settings.Where(setting => setting.Key.StartsWith("x-", StringComparison.Ordinal))) message.Headers.Add(header.Key[2..], header.Value);
        return message;
    }

    static Encoding Charset(Scene scene)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(scene.Setting("charset", "utf-8"));
    }

    MimeEntity Body(Scene scene, Turn turn, List<Past> past)
    {
        var text = new TextPart("plain");
        if (scene.Setting("flowed") == "yes") text.ContentType.Parameters.Add("format", "flowed");
        text.SetText(Charset(scene), Quoted(turn, past, scene.Setting("flowed") == "yes"));
        MimeEntity body = scene.Setting("layout") is { Length: > 0 } layout
            ? new MultipartAlternative(text, new TextPart("html") { Text = SampleHtml.Write(layout, scene, turn.Text) })
            : text;
        if (turn.Files.Count == 0) return body;
        var mixed = new Multipart("mixed") { body };
        foreach (var file in turn.Files) mixed.Add(SampleFiles.Attach(file));
        return mixed;
    }

    string Quoted(Turn turn, List<Past> past, bool flowed)
    {
        // Newsletters and receipts have marks for the layout; their text part does without.
        var own = string.Join('\n', turn.Text.Split('\n').Select(line => line.TrimStart('#', '%').Trim('[', ']').Trim()));
        if (flowed) own = SampleHtml.Flow(own);
        if (past.Count == 0) return own + "\n";
        var last = past[^1];
        var quote = string.Join('\n', last.Text.Split('\n').Select(line => line.Length == 0 ? ">" : line[0] == '>' ? $">{line}" : $"> {line}"));
        return $"{own}\n\n{person.QuoteOf(last.Date, last.From.Name ?? "")}\n\n{quote}\n";
    }

    static MessageFlags Flags(Turn turn, bool mine, bool answered) =>
        (turn.Unread && !mine ? MessageFlags.None : MessageFlags.Seen)
        | (turn.Flagged ? MessageFlags.Flagged : MessageFlags.None)
        | (answered ? MessageFlags.Answered : MessageFlags.None);

    /// <summary>Boundaries that are the same at every run.</summary>
    internal static void Settle(MimeEntity body, string seed)
    {
        if (body is not Multipart multipart) return;
        multipart.Boundary = $"=-{Hash(seed)}";
        for (var part = 0; part < multipart.Count; part++) Settle(multipart[part], $"{seed} {part}");
    }

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];
}
