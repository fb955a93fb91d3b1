using System.Net;
using Webmail.MailServers;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>How often the database is asked while a message that is kept here is opened as the list opens it: the reader, then its body.</summary>
public sealed class OpenQuestionsTests(MailServerFixture mail)
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_kept_message_is_opened_with_few_questions(bool onPostgres)
    {
        var questions = new Questions();
        // Alone: whoever writes anywhere on the server has what is remembered asked for again (RowMemory).
        await using var postgres = onPostgres ? await PostgresServer.StartNewAsync() : null;
        await using var app = new WebmailApp(mail.Server, postgres is null ? [] : [("ConnectionStrings:Webmail", postgres.NewDatabase())]) { Bring = services => questions.Listen(services) };
        var (browser, inbox, account) = await KeptAccount.OpenAsync(app, mail);
        var (first, second) = (await account.DeliverAsync("Subject: First\r\nMessage-ID: <1@x>"), await account.DeliverAsync("Subject: Second\r\nMessage-ID: <2@x>"));
        await AskAsync(browser, $"{inbox}/{first}", ("Turbo-Frame", "reader"));
        await AskAsync(browser, $"{inbox}/{first}/body", ("Sec-Fetch-Dest", "iframe"));
        questions.Take();

        // The message with its octets, and the folders. That PostgreSQL is asked besides whether anybody has written (RowMemory) goes past the interceptor.
        await AskAsync(browser, $"{inbox}/{second}", ("Turbo-Frame", "reader"));
        Expect(questions, 2);
        // It was cleaned for the reader.
        await AskAsync(browser, $"{inbox}/{second}/body", ("Sec-Fetch-Dest", "iframe"));
        Expect(questions, 0);
    }

    static void Expect(Questions questions, int most)
    {
        var asked = questions.Take();
        Assert.True(asked.Count <= most, $"{asked.Count} instead of {most}:\n{string.Join("\n--\n", asked.Select(question => question.Sql))}");
    }

    static async Task AskAsync(Browser browser, string url, (string Name, string Value) header)
    {
        using var answer = await browser.GetAsync(url, header);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
