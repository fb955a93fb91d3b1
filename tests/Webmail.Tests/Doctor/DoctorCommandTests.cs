using Webmail.Doctor;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Doctor;

/// <summary>The connection doctor on the command line, before the real mail server.</summary>
public sealed class DoctorCommandTests(OwnSqliteApp fixture, MailServerFixture mail) : IClassFixture<OwnSqliteApp>, IDisposable
{
    readonly StringWriter output = new();

    [Fact]
    public async Task All_is_well_with_the_right_password_which_is_not_printed()
    {
        var person = await mail.NewUserAsync();
        Assert.Equal(0, await RunAsync(person.Password, "doctor", person.Address));
        Assert.Matches("(?s)Reading \\(IMAP\\): imap.*Listing your folders.*Sending \\(SMTP\\): smtp.*Signing in with your password", output.ToString());
        Assert.DoesNotContain(person.Password, output.ToString());
    }

    [Fact]
    public async Task A_wrong_password_ends_at_the_login_with_the_sentence_that_people_see()
    {
        var person = await mail.NewUserAsync();
        Assert.Equal(1, await RunAsync("wrong-one", "doctor", person.Address));
        Assert.Contains("127.0.0.1 does not accept your password.", output.ToString());
        Assert.DoesNotContain("wrong-one", output.ToString());
        Assert.DoesNotContain("Listing your folders", output.ToString());
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("doctor", "not-an-address")]
    [InlineData("doctor", "anna@example.test", "password")]
    public async Task What_is_not_one_address_is_told(params string[] words)
    {
        Assert.Equal(1, await RunAsync("secret", words));
        Assert.Contains("Webmail doctor someone@example.org", output.ToString());
    }

    [Fact]
    public async Task Without_a_password_nothing_is_tried()
    {
        Assert.Equal(1, await RunAsync(null, "doctor", "anna@example.test"));
        Assert.Contains("WEBMAIL_PASSWORD", output.ToString());
    }

    [Fact]
    public async Task What_a_server_lacks_is_said_with_what_it_means()
    {
        await using var poor = await MailServer.StartNewAsync(new MailServerOptions { ExtraDovecot = "imap_capability = IMAP4rev1 LITERAL+ SASL-IR NAMESPACE" });
        await using var app = new WebmailApp(poor);
        var person = await poor.NewUserAsync();
        Assert.Equal(0, await new DoctorCommand(app.Services, output, _ => person.Password).RunAsync(["doctor", person.Address], TestContext.Current.CancellationToken));
        Assert.Contains("IDLE is missing", output.ToString());
        Assert.Contains("MOVE is missing", output.ToString());
    }

    public void Dispose() => output.Dispose();

    Task<int> RunAsync(string? password, params string[] words) =>
        new DoctorCommand(fixture.App.Services, output, _ => password).RunAsync(words, TestContext.Current.CancellationToken);
}
