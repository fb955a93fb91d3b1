using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>An application whose roads to Exim and Dovecot can be cut, somebody who sends and somebody who gets it.</summary>
sealed class CutHouse : IAsyncDisposable
{
    public required CutProxy Smtp { get; init; }
    public required CutProxy Imap { get; init; }
    public required WebmailApp App { get; init; }
    public required OutboxDesk Desk { get; init; }
    public required MailPerson Bob { get; init; }

    public static async Task<CutHouse> OpenAsync(MailServerFixture mail)
    {
        var (smtp, imap) = (new CutProxy(mail.Server.Ports.Submission), new CutProxy(mail.Server.Ports.Imap));
        var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Smtp", $"smtp+plain://127.0.0.1:{smtp.Port}"), ("Webmail:Servers:0:Imap", $"imap+plain://127.0.0.1:{imap.Port}"));
        var desk = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        return new CutHouse { Smtp = smtp, Imap = imap, App = app, Desk = desk, Bob = await mail.NewUserAsync("bob") };
    }

    /// <summary>One message in Bob's inbox, and one equal copy in Sent.</summary>
    public async Task ExpectOnceAsync(string subject)
    {
        var arrived = await Arrivals.ExpectAsync(Bob, "INBOX", subject, 1);
        Assert.Equal(arrived, await Arrivals.ExpectAsync(Desk.Person, "Sent", subject, 1));
    }

    public async ValueTask DisposeAsync()
    {
        Smtp.Pass();
        Imap.Pass();
        Desk.Dispose();
        await App.DisposeAsync();
        await Smtp.DisposeAsync();
        await Imap.DisposeAsync();
    }
}
