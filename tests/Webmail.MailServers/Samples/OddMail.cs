using System.Text;
using MailKit;
using MimeKit;

namespace Webmail.MailServers.Samples;

/// <summary>Messages that are more than text and attachments: an invitation, a bounce, pictures in the text, a forgery.</summary>
static class OddMail
{
    public static IEnumerable<SampleMessage> Of(SamplePerson person, DateTimeOffset now)
    {
        yield return Invitation(person, person.At((1, new(16, 20, 0)), now), person.At((-2, new(14, 0, 0)), now.AddDays(3)));
        yield return InlinePictures(person, person.At((4, new(20, 41, 0)), now));
        yield return Bounce(person, person.At((6, new(9, 2, 0)), now));
        yield return WithoutSubject(person, person.At((8, new(12, 31, 0)), now));
        if (person == SamplePerson.Camille) yield return Forgery(person, person.At((2, new(3, 17, 0)), now));
        yield return Draft(person, person.At((0, new(8, 55, 0)), now));
    }

    static MimeMessage Message(SamplePerson person, string from, string subject, DateTimeOffset date, MimeEntity body)
    {
        var sender = MailboxAddress.Parse(from);
        var message = new MimeMessage { Subject = subject, Date = date, Body = body };
        message.From.Add(sender);
        message.To.Add(person.Mailbox);
        message.MessageId = $"{SceneWriter.Hash(person.Address + subject + from)}@{sender.Domain}";
        SceneWriter.Settle(body, message.MessageId);
        return message;
    }

    // RFC 6047: a text/calendar alternative with METHOD:REQUEST, and the same as a file.
    static SampleMessage Invitation(SamplePerson person, DateTimeOffset date, DateTimeOffset start)
    {
        var french = person == SamplePerson.Camille;
        var title = french ? "Point projet : nouveau site Acme" : "Quarterly planning";
        var text = french ? "Bonjour,\n\nJe vous propose un point sur le nouveau site. Ordre du jour : maquettes, calendrier, mise en ligne.\n\nMarc"
            : "Hi all,\n\nlet us look at the plan for next quarter. Agenda: hiring, the move to the new office, budget.\n\nMarc";
        var calendar = $"""
            BEGIN:VCALENDAR
            PRODID:-//Acme//Agenda 4.2//FR
            VERSION:2.0
            METHOD:REQUEST
            BEGIN:VEVENT
            UID:{SceneWriter.Hash(person.Address)}@acme.example
            DTSTAMP:{date.UtcDateTime:yyyyMMddTHHmmssZ}
            DTSTART:{start.UtcDateTime:yyyyMMddTHHmmssZ}
            DTEND:{start.UtcDateTime.AddHours(1):yyyyMMddTHHmmssZ}
            SUMMARY:{title}
            LOCATION:{(french ? "Salle Garonne\\, 2e étage" : "Room Garonne\\, second floor")}
            ORGANIZER;CN=Marc Lefèvre:mailto:marc.lefevre@acme.example
            ATTENDEE;CN={person.Name};PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{person.Address}
            ATTENDEE;CN=Sophie Garnier;PARTSTAT=ACCEPTED:mailto:sophie.garnier@acme.example
            SEQUENCE:0
            STATUS:CONFIRMED
            END:VEVENT
            END:VCALENDAR

            """.ReplaceLineEndings("\r\n");
        var part = new TextPart("calendar") { Text = calendar };
        part.ContentType.Parameters.Add("method", "REQUEST");
        var file = new MimePart("application", "ics") { Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(calendar))), FileName = "invite.ics" };
        file.ContentTransferEncoding = ContentEncoding.Base64;
        var body = new Multipart("mixed") { new MultipartAlternative(new TextPart("plain") { Text = text }, part), file };
        using var message = Message(person, "Marc Lefèvre <marc.lefevre@acme.example>", $"{(french ? "Invitation : " : "Invitation: ")}{title}", date, body);
        return SampleMail.Stored("INBOX", message, MessageFlags.None);
    }

    static SampleMessage InlinePictures(SamplePerson person, DateTimeOffset date)
    {
        var french = person == SamplePerson.Camille;
        var html = $"""
            <html><body><p>{(french ? "Coucou ! Deux photos de dimanche, on voyait toute la vallée :" : "Hello! Two pictures from Sunday, you could see the whole valley:")}</p>
            <p><img src="cid:ridge@photos" alt="{(french ? "La crête au petit matin" : "The ridge at dawn")}" width="480"></p>
            <p><img src="cid:lake@photos" alt="{(french ? "Le lac" : "The lake")}" width="480"></p>
            <p>{(french ? "Bises, Inès" : "Love, Inès")} 🌄</p></body></html>
            """;
        var related = new MultipartRelated { new TextPart("html") { Text = html } };
        foreach (var name in new[] { "ridge", "lake" })
            related.Add(new MimePart("image", "png")
            {
                Content = new MimeContent(new MemoryStream(SampleFiles.Png(480, 300, name))), ContentId = $"{name}@photos", FileName = $"{name}.png",
                ContentDisposition = new ContentDisposition(ContentDisposition.Inline), ContentTransferEncoding = ContentEncoding.Base64,
            });
        var body = new MultipartAlternative(new TextPart("plain") { Text = french ? "Coucou ! Deux photos de dimanche.\n\nBises, Inès 🌄\n" : "Two pictures from Sunday.\n\nLove, Inès 🌄\n" }, related);
        using var message = Message(person, "Inès Daoudi <ines.daoudi@postale.example>", french ? "La vallée depuis la crête 🌄" : "The valley from the ridge 🌄", date, body);
        return SampleMail.Stored("INBOX", message, MessageFlags.Seen | MessageFlags.Flagged);
    }

    // RFC 3464: what a server sends when an address does not exist.
    static SampleMessage Bounce(SamplePerson person, DateTimeOffset date)
    {
        const string Wrong = "p.delmas@atelier-delmas.example";
        var notice = new TextPart("plain")
        {
            Text = $"This is the mail system at host mx.example.test.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<{Wrong}>: host mail.atelier-delmas.example said: 550 5.1.1\n    <{Wrong}>: Recipient address rejected: User unknown\n",
        };
        var status = new MessageDeliveryStatus();
        status.StatusGroups.Add(new HeaderList { { "Reporting-MTA", "dns; mx.example.test" }, { "Arrival-Date", MimeKit.Utils.DateUtils.FormatDate(date) } });
        status.StatusGroups.Add(new HeaderList
        {
            { "Final-Recipient", $"rfc822; {Wrong}" }, { "Action", "failed" }, { "Status", "5.1.1" },
            { "Diagnostic-Code", $"smtp; 550 5.1.1 <{Wrong}>: Recipient address rejected: User unknown" },
        });
        var original = new MimeMessage { Subject = person == SamplePerson.Camille ? "Plan de l'atelier" : "Plan of the workshop", Date = date.AddMinutes(-1) };
        original.From.Add(person.Mailbox);
        original.To.Add(MailboxAddress.Parse(Wrong));
        original.MessageId = $"{SceneWriter.Hash(person.Address + Wrong)}@example.test";
        original.Body = new TextPart("plain") { Text = person == SamplePerson.Camille ? "Bonjour Pierre,\n\nVoici le plan promis.\n\nCamille\n" : "Hello Pierre,\n\nhere is the plan.\n" };
        var report = new MultipartReport("delivery-status") { notice, status, new MessagePart("rfc822", original) };
        using var message = Message(person, "Mail Delivery System <MAILER-DAEMON@mx.example.test>", "Undelivered Mail Returned to Sender", date, report);
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-replied");
        message.Headers.Add(HeaderId.ReturnPath, "<>");
        return SampleMail.Stored("INBOX", message);
    }

    static SampleMessage WithoutSubject(SamplePerson person, DateTimeOffset date)
    {
        var text = person == SamplePerson.Camille ? "Tu as laissé ton écharpe à la maison, je te la garde.\n\nEnvoyé de mon téléphone\n" : "You left your scarf here, I'll keep it for you.\n\nSent from my phone\n";
        using var message = Message(person, "inconnu@telephone.example", "", date, new TextPart("plain") { Text = text });
        message.Headers.Remove(HeaderId.Subject);
        message.From.Clear();
        message.From.Add(new MailboxAddress("", "margaux.v@telephone.example"));
        return SampleMail.Stored("INBOX", message);
    }

    // A display name that is somebody else's address, and a link that says one thing and goes to another.
    static SampleMessage Forgery(SamplePerson person, DateTimeOffset date)
    {
        const string Html = """
            <html><body style="font-family:Arial"><p>Cher client,</p><p>Une activité inhabituelle a été constatée sur votre compte.
            Veuillez confirmer vos coordonnées sous 24 heures :</p>
            <p><a href="http://203.0.113.77/banque/confirm.php">https://www.banque-garonne.example/mon-compte</a></p>
            <form action="http://203.0.113.77/banque/p.php" method="post"><input name="code" placeholder="Code secret"><button>Valider</button></form>
            <p>Le service sécurité</p></body></html>
            """;
        var body = new TextPart("html") { Text = Html };
        using var message = Message(person, "\"securite@banque-garonne.example\" <x81@mailer.wind-cheap.example>", "⚠️ Votre compte sera suspendu", date, body);
        message.ReplyTo.Add(MailboxAddress.Parse("collecte@wind-cheap.example"));
        message.Headers.Add("Authentication-Results", "mx.example.test; spf=fail smtp.mailfrom=wind-cheap.example; dkim=none; dmarc=fail header.from=mailer.wind-cheap.example");
        return SampleMail.Stored("INBOX", message, MessageFlags.None);
    }

    static SampleMessage Draft(SamplePerson person, DateTimeOffset date)
    {
        var french = person == SamplePerson.Camille;
        var text = french ? "Bonjour Pierre,\n\nJ'ai bien réfléchi à votre proposition. Trois remarques avant de vous donner ma réponse :\n\n1. Le délai me paraît court, surtout" 
            : "Dear Pierre,\n\nI have thought about your offer. Three things before I answer:\n\n1. The time seems short, above all";
        using var message = Message(person, $"{person.Name} <{person.Address}>", french ? "Votre proposition" : "Your offer", date, new TextPart("plain") { Text = text });
        message.To.Clear();
        message.To.Add(new MailboxAddress("Pierre Delmas", "pierre@atelier-delmas.example"));
        return SampleMail.Stored("Drafts", message, MessageFlags.Seen | MessageFlags.Draft);
    }
}
