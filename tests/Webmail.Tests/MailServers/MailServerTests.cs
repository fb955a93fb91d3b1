using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Search;
using MailKit.Security;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.MailServers;

public sealed class MailServerTests(MailServerFixture servers)
{
    [Fact]
    public async Task A_person_signs_in_by_imap_over_tls_with_our_authority()
    {
        using var imap = await TrustedImap.OpenAsync(await servers.NewUserAsync());
        Assert.True(imap.IsEncrypted);
        Assert.True(imap.Capabilities.HasFlag(ImapCapabilities.Move | ImapCapabilities.CondStore | ImapCapabilities.SpecialUse));
        Assert.Equal("Sent", imap.GetFolder(SpecialFolder.Sent)!.FullName);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_person_are_refused()
    {
        var person = await servers.NewUserAsync();
        await Assert.ThrowsAsync<AuthenticationException>(() => TrustedImap.OpenAsync(person with { Password = "wrong" }));
        await Assert.ThrowsAsync<AuthenticationException>(() => TrustedImap.OpenAsync(person with { Address = "nobody@example.test" }));
    }

    [Fact]
    public async Task A_changed_password_replaces_the_old_one()
    {
        var person = await servers.NewUserAsync();
        await servers.Server.SetPasswordAsync(person.Address, "new" + person.Password);
        await Assert.ThrowsAsync<AuthenticationException>(() => TrustedImap.OpenAsync(person));
        using var imap = await TrustedImap.OpenAsync(person with { Password = "new" + person.Password });
        Assert.True(imap.IsAuthenticated);
    }

    [Fact]
    public async Task A_submitted_message_arrives_in_the_inbox()
    {
        var person = await servers.NewUserAsync();
        await person.ReceiveAsync("Café at noon", "See you there.");
        using var imap = await TrustedImap.OpenAsync(person);
        await imap.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        for (var tries = 0; imap.Inbox.Count == 0 && tries < 200; tries++)
        {
            await Task.Delay(50);
            await imap.NoOpAsync();
        }
        using var message = await imap.Inbox.GetMessageAsync(0);
        Assert.Equal("Café at noon", message.Subject);
    }

    [Fact]
    public async Task Pop3_shows_what_was_put_into_the_inbox()
    {
        var person = await servers.NewUserAsync();
        await person.AppendAsync("Lunch", "Soup today.");
        using var pop = new Pop3Client();
        TrustedImap.Trust(pop, person.Server.CertificatePath);
        await pop.ConnectAsync("localhost", person.Server.Ports.Pop3s, SecureSocketOptions.SslOnConnect);
        await pop.AuthenticateAsync(person.Address, person.Password);
        Assert.Equal(1, pop.Count);
        using var message = await pop.GetMessageAsync(0);
        Assert.Equal("Lunch", message.Subject);
    }

    [Theory]
    [InlineData("Clients/Brulé & fils"), InlineData("Voyages 🏝"), InlineData("\"100%\" \\o"), InlineData("日本/東京")]
    public async Task A_mailbox_of_any_name_keeps_bytes_flags_and_date(string mailbox)
    {
        var person = await servers.NewUserAsync();
        var bytes = "this is no header\r\n\r\n\xFF\x80 body\r\n"u8.ToArray();
        var date = new DateTimeOffset(2024, 2, 29, 23, 59, 58, TimeSpan.FromHours(-5));
        await person.AppendAsync(bytes, mailbox, MessageFlags.Flagged | MessageFlags.Seen, date);
        using var imap = await TrustedImap.OpenAsync(person);
        var folder = await imap.GetFolderAsync(mailbox);
        await folder.OpenAsync(FolderAccess.ReadOnly);
        var row = Assert.Single(await folder.FetchAsync(0, -1, MessageSummaryItems.Flags | MessageSummaryItems.InternalDate | MessageSummaryItems.UniqueId));
        Assert.Equal(MessageFlags.Flagged | MessageFlags.Seen, row.Flags!.Value & ~MessageFlags.Recent);
        Assert.Equal(date, row.InternalDate);
        await using var stored = await folder.GetStreamAsync(row.UniqueId, "");
        using var copy = new MemoryStream();
        await stored.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Fact]
    public async Task Killing_its_imap_processes_cuts_open_sessions()
    {
        await using var own = await MailServer.StartNewAsync();
        using var imap = await TrustedImap.OpenAsync(await own.NewUserAsync());
        Assert.Equal(1, own.KillImapChildren());
        await Assert.ThrowsAnyAsync<Exception>(() => imap.NoOpAsync());
    }

    [Fact]
    public async Task A_stopped_server_starts_again_on_its_ports_with_its_mail()
    {
        await using var own = await MailServer.StartNewAsync(MailServerOptions.Courier);
        var person = await own.NewUserAsync();
        await person.AppendAsync("Kept", "Still here.", "INBOX.Clients.Acme");
        await own.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => TrustedImap.OpenAsync(person));
        await own.StartAsync();
        using var imap = await TrustedImap.OpenAsync(person);
        var folder = await imap.GetFolderAsync("INBOX.Clients.Acme");
        await folder.OpenAsync(FolderAccess.ReadOnly);
        Assert.Single(await folder.SearchAsync(SearchQuery.SubjectContains("Kept")));
        Assert.Equal('.', folder.DirectorySeparator);
    }

    [Fact]
    public async Task Connections_of_one_person_can_be_limited()
    {
        await using var own = await MailServer.StartNewAsync(new() { MaxUserIpConnections = 2 });
        var person = await own.NewUserAsync();
        using var first = await TrustedImap.OpenAsync(person);
        using var second = await TrustedImap.OpenAsync(person);
        // Dovecot says BYE after the password was right.
        await Assert.ThrowsAsync<ImapProtocolException>(() => TrustedImap.OpenAsync(person));
    }

    [Fact]
    public async Task Extra_configuration_takes_capabilities_away()
    {
        await using var own = await MailServer.StartNewAsync(new() { ExtraDovecot = "imap_capability = IMAP4rev1 SASL-IR LITERAL+ UIDPLUS" });
        using var imap = await TrustedImap.OpenAsync(await own.NewUserAsync());
        Assert.False(imap.Capabilities.HasFlag(ImapCapabilities.Move));
        Assert.True(imap.Capabilities.HasFlag(ImapCapabilities.UidPlus));
    }

    [Theory]
    [InlineData(BadCertificate.Expired), InlineData(BadCertificate.NotYetValid), InlineData(BadCertificate.WrongHost)]
    [InlineData(BadCertificate.UnknownIssuer), InlineData(BadCertificate.SelfSigned)]
    public async Task A_bad_certificate_can_be_met(BadCertificate fault)
    {
        using var imap = new ImapClient();
        TrustedImap.Trust(imap, servers.Server.CertificatePath);
        await Assert.ThrowsAsync<SslHandshakeException>(
            () => imap.ConnectAsync("localhost", servers.Server.PortWith(fault), SecureSocketOptions.SslOnConnect));
    }
}
