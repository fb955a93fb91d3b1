using System.Text;
using MimeKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

/// <summary>A message that is to go on to somebody else as it is.</summary>
/// <param name="ClientId">The same for the same press of the button.</param>
public sealed record RedirectOrder(OpenedMessage Message, string Mailbox, Identity From, IReadOnlyList<Correspondent> To, string ClientId);

/// <summary>
/// Sends messages on unchanged: a block of Resent fields on top (RFC 5322 §3.6.6), and below it every octet as it was, so that signatures still hold. No copy is filed: the message
/// is there already.
/// </summary>
public sealed class Redirecting(Outbox outbox, SendingPreferences preferences, Identities identities, TimeProvider time)
{
    public const int MostRecipients = 50;

    public Task<Senders> SendersAsync(MailAccount account, CancellationToken cancel) => identities.OfAsync(account.PersonId, [account], cancel);

    /// <returns>Null when the message cannot travel as it is: another server would change it, or it names hidden recipients.</returns>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<Submission?> SendAsync(OpenedAccount opened, RedirectOrder order, Secret sessionSecret, CancellationToken cancel)
    {
        var account = opened.Account;
        if (await outbox.FindAsync(account.PersonId, order.ClientId, cancel) is { } there) return there;
        var id = Letter.NewMessageId(order.From.Address);
        await using var bytes = TemporaryFile.New();
        await WriteFieldsAsync(order, id, bytes, cancel);
        await opened.Store.CopySourceAsync(order.Mailbox, order.Message.Envelope.Key, bytes, cancel);
        if (order.Message.Bcc.Count > 0 || await FrozenMime.ExactHashAsync(bytes, cancel) is not { } hash) return null;
        var hold = TimeSpan.FromSeconds((await preferences.OfAsync(account.PersonId, cancel)).UndoSeconds);
        bytes.Position = 0;
        return await outbox.AddAsync(NewRow(order, id, hash, bytes.Length, hold), bytes, order.To, sessionSecret, cancel);
    }

    async Task WriteFieldsAsync(RedirectOrder order, string id, Stream bytes, CancellationToken cancel)
    {
        using var message = new MimeMessage { ResentDate = time.GetUtcNow(), ResentMessageId = id };
        message.ResentFrom.Add(new MailboxAddress(order.From.Name, order.From.Address));
        message.ResentTo.AddRange(order.To.Select(person => new MailboxAddress(HeaderText.Clean(person.Name), person.Address)));
        foreach (var field in new[] { HeaderId.ResentDate, HeaderId.ResentFrom, HeaderId.ResentTo, HeaderId.ResentMessageId })
        {
            var header = message.Headers[message.Headers.IndexOf(field)];
            var line = $"{header.Field}:{Encoding.ASCII.GetString(header.RawValue)}".ReplaceLineEndings("\r\n");
            await bytes.WriteAsync(Encoding.ASCII.GetBytes(line), cancel);
        }
    }

    Submission NewRow(RedirectOrder order, string id, string hash, long octets, TimeSpan hold)
    {
        var now = time.GetUtcNow();
        var row = new Submission
        {
            Id = Guid.CreateVersion7(), PersonId = order.From.PersonId, AccountId = order.From.AccountId, ClientId = order.ClientId, DraftId = Guid.CreateVersion7(),
            NotBefore = (now + hold).ToUnixTimeMilliseconds(), CreatedAt = now.ToUnixTimeMilliseconds(), Sender = order.From.Address, MessageId = id, Subject = HeaderText.Clean(order.Message.Envelope.Subject),
            Sha256 = hash, Octets = octets, SourceMailbox = order.Mailbox, SourceKey = order.Message.Envelope.Key.ToString(), Mark = MessageFlags.Forwarded,
            FiledAt = now.ToUnixTimeMilliseconds(),
        };
        row.Recipients.AddRange(order.To.Select(person => person.Address).DistinctBy(AddrSpec.ToLowerAscii).Select(address => new SubmissionRecipient { SubmissionId = row.Id, Address = address }));
        return row;
    }
}
