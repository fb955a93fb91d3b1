using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

/// <summary>A few words that a button sends for the person.</summary>
/// <param name="From">As whom: who got the message that it is about.</param>
/// <param name="ClientId">The same for the same press of the button.</param>
/// <param name="Place">Mailbox and key of the message it is about.</param>
public sealed record ShortLetter(Identity From, string To, string Subject, string Text, string ClientId, (string Mailbox, MessageKey Key) Place, string InReplyTo = "")
{
    public MachinePart? Machine { get; init; }
}

/// <summary>Sends short letters by the outbox, like everything else: durable, once, and taken back for as long as the person wants to be able to.</summary>
public sealed class ShortLetters(Outbox outbox, SendingPreferences preferences, Identities identities, TimeProvider time)
{
    public Task<Senders> SendersAsync(MailAccount account, CancellationToken cancel) => identities.OfAsync(account.PersonId, [account], cancel);

    /// <exception cref="MailFailure"><see cref="FailureKind.UnknownHost"/>: no server for sending is known.</exception>
    public async Task<Submission> SendAsync(OpenedAccount opened, Secret sessionSecret, ShortLetter letter, CancellationToken cancel)
    {
        if (opened.Outgoing is null) throw new MailFailure(opened.OutgoingLocked ? FailureKind.SignInAgain : FailureKind.UnknownHost);
        var account = opened.Account;
        var draft = new Draft
        {
            PersonId = account.PersonId, Id = Guid.CreateVersion7(), AccountId = account.Id, IdentityId = letter.From.Id, CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), To = letter.To, Subject = letter.Subject,
            Body = letter.Text, SourceMailbox = letter.Place.Mailbox, SourceKey = letter.Place.Key.ToString(), InReplyTo = letter.InReplyTo, References = letter.InReplyTo,
        };
        var hold = TimeSpan.FromSeconds((await preferences.OfAsync(account.PersonId, cancel)).UndoSeconds);
        var order = new SendOrder(draft, letter.From, letter.ClientId, hold) { Machine = letter.Machine };
        return await outbox.EnqueueAsync(order, sessionSecret, cancel);
    }
}
