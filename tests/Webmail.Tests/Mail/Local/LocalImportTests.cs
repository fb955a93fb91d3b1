using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Local;

public sealed class LocalImportTests
{
    [Fact]
    public async Task A_file_is_taken_in_as_it_is()
    {
        await using var app = new WebmailApp(null);
        var account = await KeptAccount.NewAsync(app);
        var store = new LocalStore(app.Services.GetRequiredService<LocalMail>(), account.Id, ChosenRoles.None);
        var raw = "From: Camille Roux <camille@example.test>\r\nTo: ann@example.test\r\nSubject: Kept by ourselves\r\nDate: Wed, 25 Nov 2026 20:00:00 +0000\r\nMessage-ID: <k1@x>\r\n\r\nThis message lies in the database.\r\n"u8.ToArray();
        using var file = new MemoryStream(raw);
        await new MailboxImport(store, "INBOX").TakeAsync("hello.eml", file, default);
        var envelope = Assert.Single((await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes);
        using var source = new MemoryStream();
        await store.CopySourceAsync("INBOX", envelope.Key, source, default);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(raw), System.Text.Encoding.UTF8.GetString(source.ToArray()));
        Assert.Equal([new("Camille Roux", "camille@example.test")], envelope.From);
    }
}
