using System.Globalization;
using System.Text;
using Webmail.MailServers.Processes;

namespace Webmail.MailServers;

/// <summary>
/// Very many small, varied messages, written straight into a Maildir: for measurements and for mailboxes of 100,000 and more.
/// The same number always gives the same message; every third one answers the one before.
/// </summary>
public static class BulkMail
{
    static readonly string[] People =
        ["Ann Weaver", "Camille Morel", "Kenji Mori", "Priya Raman", "Oliver Hartley", "Sophie Garnier", "Henri Brulé", "Fatou Diarra", "Jürgen Größmann", "Ольга Петрова"];

    static readonly string[] Things =
        ["the spring catalogue", "the reading room", "our stand in Lyon", "the new shelves", "la carte d'hiver", "the printer's proofs", "the parish register", "der Umschlag", "the map room", "le fournil"];

    static readonly string[] Verbs = ["About", "Question on", "Dates for", "Photographs of", "Invoice for", "Notes on", "Second thoughts on", "Thanks for", "Costs of"];

    static readonly string[] Sentences =
    [
        "Could you look at this before Friday?", "The samples arrived this morning and they are better than the drawings.", "I would leave the second page as it is.",
        "Nobody answered at the workshop, so I shall try again tomorrow.", "Please find the figures below; the last line is still a guess.", "The train was late and so am I.",
        "Merci, c'est exactement ce que j'espérais.", "There is a spare key with the neighbour on the first floor.", "We agreed on oak, not on the price.", "Bring a coat, the archive is cold.",
    ];

    /// <summary>Writes messages into a mailbox of a person whose server keeps Maildir (<see cref="MailFormat.Maildir"/>).</summary>
    /// <param name="newest">Date of the last message; they lie seven minutes apart.</param>
    public static void Write(MailServer server, string address, int count, string mailbox = "INBOX", DateTimeOffset? newest = null)
    {
        var home = server.HomeOf(address);
        var folder = mailbox == "INBOX" ? $"{home}/Maildir" : $"{home}/Maildir/.{Mailboxes.ModifiedUtf7(mailbox).Replace('/', '.')}";
        foreach (var part in new[] { "cur", "new", "tmp" }) Directory.CreateDirectory($"{folder}/{part}");
        if (mailbox != "INBOX") File.WriteAllText($"{folder}/maildirfolder", "");
        var last = newest ?? TimeProvider.System.GetUtcNow();
        Parallel.For(0, count, number => WriteOne(folder, number, last.AddMinutes(-7.0 * (count - 1 - number))));
        Unprivileged.Own(Unprivileged.Nobody, true, home);
    }

    // Maildir: the name orders by arrival and has size and flags, so that Dovecot need not open the file; its time is INTERNALDATE.
    static void WriteOne(string folder, int number, DateTimeOffset date)
    {
        var bytes = Message(number, date);
        var flags = (number % 40 == 7 ? "F" : "") + (number % 3 == 1 ? "R" : "") + (number % 5 == 0 ? "" : "S");
        var file = $"{folder}/cur/{date.ToUnixTimeSeconds()}.M{number:D7}P1.bulk,S={bytes.Length},W={bytes.Length}:2,{flags}";
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, date.UtcDateTime);
    }

    /// <summary>The message of this number, with CRLF line ends.</summary>
    public static byte[] Message(int number, DateTimeOffset date)
    {
        var (from, answers) = (Pick(People, number, 1), number % 3 == 2);
        var subject = $"{Pick(Verbs, number - number % 3, 2)} {Pick(Things, number - number % 3, 3)}";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Return-Path: <{Local(from)}@people.example>\r\nDate: {date.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\r\n");
        text.Append(CultureInfo.InvariantCulture, $"From: {Word(from)} <{Local(from)}@people.example>\r\nTo: Camille Morel <camille@example.test>\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Subject: {(answers ? "Re: " : "")}{Word(subject)}\r\nMessage-ID: <bulk.{number}@people.example>\r\n");
        if (answers) text.Append(CultureInfo.InvariantCulture, $"In-Reply-To: <bulk.{number - 1}@people.example>\r\nReferences: <bulk.{number - 1}@people.example>\r\n");
        text.Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
        for (var sentence = 0; sentence < 2 + number % 7; sentence++) text.Append(Pick(Sentences, number, 5 + sentence)).Append("\r\n");
        text.Append(CultureInfo.InvariantCulture, $"\r\n{from}\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // A cheap, even spread (Knuth's multiplicative hash).
    static string Pick(string[] words, int number, int salt) => words[(uint)((number * 31 + salt) * 2654435761L >> 8) % words.Length];

    static string Local(string name) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name))[..8];

    static string Word(string text) => Ascii.IsValid(text) ? text : $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
}
