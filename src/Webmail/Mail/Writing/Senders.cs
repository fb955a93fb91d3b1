using Webmail.Mail.Accounts;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>All as whom a person can write: account by account, the account's own address first. There is one for every account.</summary>
/// <param name="Signatures">By the identity's id, cleaned now; of those that have one.</param>
public sealed record Senders(IReadOnlyList<Identity> All, IReadOnlyDictionary<Guid, SafeHtml> Signatures)
{
    /// <summary>Pictures that stand in signatures.</summary>
    public IReadOnlyList<SignaturePicture> Pictures { get; init; } = [];

    /// <summary>Octets of the pictures that a message brings with its signature.</summary>
    public long PictureOctets(Draft draft) => Pictures.Where(picture => picture.IsIn(draft.Html)).Sum(picture => (long)picture.Octets);

    public IReadOnlyCollection<string> Addresses => [.. All.Select(identity => identity.Address).Distinct()];

    public Identity? Find(Guid? id) => All.FirstOrDefault(identity => identity.Id == id);

    public IEnumerable<Identity> Of(string accountId) => All.Where(identity => identity.AccountId == accountId);

    public Identity DefaultOf(string accountId) => Of(accountId).FirstOrDefault(identity => identity.IsDefault) ?? Of(accountId).First();

    /// <summary>As whom this draft goes out: when the chosen identity has been deleted meanwhile, the account's default.</summary>
    public Identity Of(Draft draft) => Of(draft.AccountId).FirstOrDefault(identity => identity.Id == draft.IdentityId) ?? DefaultOf(draft.AccountId);

    /// <summary>Who answers: the identity the message was sent to; for a message of one's own, the one that wrote it.</summary>
    public Identity Answering(OpenedMessage message, string accountId) =>
        Matching(message.Envelope.From, accountId) ?? Matching(message.Envelope.To, accountId) ?? Matching(message.Cc, accountId) ?? Matching(message.Bcc, accountId) ?? DefaultOf(accountId);

    /// <summary>Who answers an invitation: the identity that the calendar names, wherever the message went.</summary>
    public Identity Invited(InvitationReply meeting, OpenedMessage message, string accountId) =>
        Matching([.. meeting.Invitees.Select(invitee => new Correspondent("", invitee.Address))], accountId) ?? Answering(message, accountId);

    /// <summary>What stands under a message in plain text; empty for no signature.</summary>
    public static string SignatureText(Identity identity) => identity.Signature.Length == 0 ? "" : $"-- \n{identity.Signature}";

    /// <summary>The same as HTML.</summary>
    public SafeHtml SignatureHtml(Identity identity) =>
        Signatures.TryGetValue(identity.Id, out var markup) ? StrictMarkup.Signature(markup) : identity.Signature.Length == 0 ? SafeHtml.Empty : StrictMarkup.Signature(StrictMarkup.OfText(identity.Signature));

    Identity? Matching(IReadOnlyList<Correspondent> people, string accountId) => people.SelectMany(person => Of(accountId)
        .Where(identity => AddrSpec.ToLowerAscii(identity.Address) == AddrSpec.ToLowerAscii(person.Address)).OrderByDescending(identity => identity.IsDefault)).FirstOrDefault();
}
