using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>Somebody who presses Send until it is acknowledged, in a browser that outlives the application.</summary>
sealed partial class CrashWriter(MailPerson person, Browser browser, string account, string token) : IDisposable
{
    readonly List<(string Name, string Value)[]> unacknowledged = [];

    public MailPerson Person => person;
    public string Account => account;

    /// <summary>Messages of which the application has said that it has them.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Signs in, lets the account work in the background, and waits no seconds after Send.</summary>
    public static async Task<CrashWriter> SignInAsync(ChildApp app, MailPerson person)
    {
        var browser = app.Open();
        using var signedIn = await browser.SignInAsync(person.Address, person.Password, ("keep", "true"));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().Where(row => row.Address == person.Address).Select(row => row.Id).SingleAsync());
        var token = WebUtility.HtmlDecode(Token().Match(await browser.TextAsync($"/background/{account}")).Groups[1].Value);
        var writer = new CrashWriter(person, browser, account, token);
        Assert.Equal(HttpStatusCode.SeeOther, await writer.PostAsync($"/background/{account}", ("act", "allow")));
        Assert.Equal(HttpStatusCode.Redirect, await writer.PostAsync("/settings/sending", ("undoSeconds", "0")));
        return writer;
    }

    public void Write(string to, string subject) =>
        unacknowledged.Add([("id", $"{Guid.NewGuid()}"), ("account", account), ("to", to), ("subject", subject), ("body", $"This is {subject}."), ("act", "send")]);

    /// <summary>As a person or their browser would, while the application may die.</summary>
    public async Task PressSendAsync()
    {
        foreach (var form in unacknowledged.ToList())
        {
            try
            {
                Assert.Equal(HttpStatusCode.SeeOther, await PostAsync("/compose", form));
            }
            catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
            {
                return;
            }
            unacknowledged.Remove(form);
            Acknowledged++;
        }
    }

    /// <summary>The same press, where only the outbox runs.</summary>
    public async Task PressSendAsync(OutboxLines outbox)
    {
        Listen(outbox);
        foreach (var form in unacknowledged) await outbox.AskAsync(OutboxHost.Line(IdOf(form), account, form[2].Value, form[3].Value));
    }

    public void Listen(OutboxLines outbox) => Acknowledged += unacknowledged.RemoveAll(form => outbox.Has(IdOf(form)));

    static Guid IdOf((string Name, string Value)[] form) => Guid.Parse(form[0].Value);

    /// <summary>What a person says in the outbox where nobody can know.</summary>
    public Task<HttpStatusCode> DecideAsync(Submission row, bool arrived) => PostAsync($"/outbox?handler={(arrived ? "arrived" : "retry")}", ("id", $"{row.Id}"));

    async Task<HttpStatusCode> PostAsync(string url, params (string Name, string Value)[] fields)
    {
        using var answer = await browser.PostRawAsync(url, [.. fields, ("__RequestVerificationToken", token)]);
        return answer.StatusCode;
    }

    public void Dispose() => browser.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
