using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Mail;

/// <summary>What the address of a stack says.</summary>
/// <param name="Opened">The message that was opened.</param>
/// <param name="Expand"><c>all</c>, the place of one letter, or null.</param>
/// <param name="Images">Whether that letter shows its remote pictures; the opened one when none is named. Null: the person's consents decide, as for the others.</param>
public sealed record StackRequest(MessageKey Opened, string? Expand, bool? Images);

/// <summary>What knows of letters: what they hold, who sent them, whose pictures are wanted.</summary>
public sealed class LetterContext(RecentBodies bodies, TrustReader trust, PictureConsents consents, Dealings dealings)
{
    public RecentBodies Bodies { get; } = bodies;
    public TrustReader Trust { get; } = trust;
    public PictureConsents Consents { get; } = consents;
    public Dealings Dealings { get; } = dealings;
}

/// <summary>What a letter may be about besides its words: a meeting, the person it was for, something that the person has sent.</summary>
public sealed record Dealings(Invitations Invitations, Identities Identities, Outbox Outbox, Returns Returns);

/// <summary>Reads what open messages hold, and draws up the stack of a conversation: which letters are open.</summary>
public sealed class LetterReader(OpenedAccount opened, LetterContext context)
{
    /// <summary>What more letters hold back (remote pictures) is not told: reading them all would keep the person waiting.</summary>
    const int MostRead = 12;

    IReadOnlyCollection<string>? own;

    public async Task<ConversationView> StackAsync(OpenedConversation conversation, StackRequest request, bool newestFirst, CancellationToken cancel)
    {
        var named = LetterView.PlaceOf(conversation.Mailbox, request.Opened);
        var letters = new List<LetterView>();
        var read = 0;
        foreach (var message in newestFirst ? conversation.Messages.Reverse() : conversation.Messages)
        {
            var place = LetterView.PlaceOf(message.Mailbox, message.Key);
            var open = request.Expand == "all" || place == request.Expand || place == named || message.Envelope.Unread || message == conversation.Messages[^1];
            var images = place == (request.Expand is null or "all" ? named : request.Expand) ? request.Images : null;
            letters.Add(new(message, !open ? null : read++ < MostRead || place == named ? await OpenAsync(message, images, cancel) : new ReaderView(message.Opened, null, images == true ? PictureReason.Once : PictureReason.None)));
        }
        return new(conversation, letters, newestFirst);
    }

    /// <param name="images">Remote pictures shown or hidden for this once; null where the person's consents decide.</param>
    public async Task<ReaderView> OpenAsync(ConversationMessage message, bool? images, CancellationToken cancel)
    {
        var (body, known) = (await BodyAsync(message, cancel), await TrustAsync(message, cancel));
        var pictures = images is { } said ? (said ? PictureReason.Once : PictureReason.None)
            : body?.RemoteImages > 0 ? await context.Consents.ForAsync(opened.Account.PersonId, known, cancel) : PictureReason.None;
        return new(message.Opened, body, pictures)
        {
            Trust = known,
            Invitation = await InvitationAsync(message, cancel),
            Report = await ReportAsync(message, cancel) ?? await FateAsync(message, cancel),
            Receipt = known?.Headers[MimeKit.HeaderId.DispositionNotificationTo] is null ? null : ReceiptRequest.Of(message.Opened, known.Headers, await OwnAsync(cancel)),
        };
    }

    /// <summary>The same for all letters of a stack.</summary>
    async Task<IReadOnlyCollection<string>> OwnAsync(CancellationToken cancel) => own ??= (await context.Dealings.Identities.OfAsync(opened.Account.PersonId, [opened.Account], cancel)).Addresses;

    async Task<InvitationView?> InvitationAsync(ConversationMessage message, CancellationToken cancel)
    {
        if (Invitations.PartOf(message.Opened.Structure) is not { } part) return null;
        try
        {
            var at = new MessageAt(opened.Account.PersonId, opened.Store, message.Mailbox, message.Key);
            if (await context.Dealings.Invitations.ReadAsync(at, part, opened.Account.Address, null, cancel) is not { } read) return null;
            return new(read.Meeting, await OwnAsync(cancel), await context.Dealings.Invitations.AnsweredAsync(at.Person, message.Opened, cancel));
        }
        catch (MailFailure)
        {
            return null;
        }
    }

    async Task<MailReport?> ReportAsync(ConversationMessage message, CancellationToken cancel)
    {
        try
        {
            var report = await MailReport.ReadAsync(opened.Store, message.Mailbox, message.Key, message.Opened.Structure, cancel);
            // Evidence, not an act of the person: it is the same however often it is read.
            if (report is MailReport.Delivery delivery) await context.Dealings.Returns.NoteAsync(opened.Account.PersonId, delivery, cancel);
            return report;
        }
        catch (MailFailure)
        {
            return null;
        }
    }

    /// <summary>What was heard of a message of one's own after it had gone.</summary>
    async Task<MailReport?> FateAsync(ConversationMessage message, CancellationToken cancel)
    {
        if (message.Opened is not { MessageId: { Length: > 0 } id, Envelope.From: [var from, ..] } || !(await OwnAsync(cancel)).Contains(from.Address, StringComparer.OrdinalIgnoreCase)) return null;
        return await context.Dealings.Outbox.OfMessageAsync(opened.Account.PersonId, id, cancel) is { } sent ? Returns.Report(sent) : null;
    }

    /// <summary>What cannot be told must not keep the message from being read.</summary>
    async Task<MessageTrust?> TrustAsync(ConversationMessage message, CancellationToken cancel)
    {
        try
        {
            return message.Envelope.Flags.HasFlag(MessageFlags.Draft) ? null : await context.Trust.ReadAsync(opened, message.Mailbox, message.Opened, cancel);
        }
        catch (MailFailure)
        {
            return null;
        }
    }

    async Task<ReadBody?> BodyAsync(ConversationMessage message, CancellationToken cancel)
    {
        try
        {
            var at = new MessageAt(opened.Account.PersonId, opened.Store, message.Mailbox, message.Key);
            return await context.Bodies.ReadAsync(opened.Account.Id, at, () => Task.FromResult(message.Opened.Structure), cancel);
        }
        catch (MailFailure)
        {
            return null;
        }
    }
}
