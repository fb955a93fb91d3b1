using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Webmail.Bench.Imap;

/// <summary>What MailKit alone costs on an open connection: the same questions, parsed, and nothing shown.</summary>
sealed class BareMailKit : IDisposable
{
    const MessageSummaryItems Row = MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate
        | MessageSummaryItems.Envelope | MessageSummaryItems.BodyStructure;

    readonly ImapClient client = new();

    public IMailFolder Inbox => client.Inbox!;

    /// <summary>Signed in, with INBOX open for reading.</summary>
    public static async Task<BareMailKit> OpenAsync(int port, string address, string password)
    {
        var mail = new BareMailKit();
        await mail.client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None);
        await mail.client.AuthenticateAsync(address, password);
        await mail.Inbox.OpenAsync(FolderAccess.ReadOnly);
        return mail;
    }

    /// <summary>List rows by sequence number, first and last included, counted from 1 as IMAP does.</summary>
    public Task<IList<IMessageSummary>> RowsAsync(int first, int last) => Inbox.FetchAsync(first - 1, last - 1, Row | MessageSummaryItems.PreviewText);

    /// <summary>Envelope and structure, then the part that is shown.</summary>
    public async Task<long> OpenMessageAsync(uint uid, bool html)
    {
        var summary = (await Inbox.FetchAsync([new UniqueId(uid)], Row)).Single();
        using var body = await Inbox.GetBodyPartAsync(summary.UniqueId, (html ? summary.HtmlBody : summary.TextBody)!);
        return ((MimeKit.TextPart)body).Text.Length;
    }

    public void Dispose() => client.Dispose();
}
