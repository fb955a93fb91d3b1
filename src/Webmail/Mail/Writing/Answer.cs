using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>To whom an answer goes, under which subject, in which conversation.</summary>
/// <param name="own">The writer's own addresses: they never answer themselves.</param>
public sealed class Answer(Original original, IReadOnlyCollection<string> own)
{
    const int MostReferences = 30;
    static readonly string[] Replies = ["re:", "ré:", "aw:", "sv:", "antw:", "r:", "res:", "回复:", "re :", "ré :"];
    static readonly string[] Forwards = ["fwd:", "fw:", "tr:", "wg:", "tr :", "转发:"];

    readonly OpenedMessage message = original.Message;

    public IReadOnlyList<Correspondent> To(DraftKind kind) => kind switch
    {
        DraftKind.ReplyList when original.ListPost.Length > 0 => [new Correspondent("", original.ListPost)],
        DraftKind.ReplyAll when !IsMine => Distinct([.. Sender, .. message.Envelope.To.Where(IsOther)]),
        DraftKind.Reply or DraftKind.ReplyList or DraftKind.ReplyAll => IsMine ? Distinct(message.Envelope.To) : Sender,
        DraftKind.EditAsNew or DraftKind.EditDraft => message.Envelope.To,
        _ => [],
    };

    public IReadOnlyList<Correspondent> Cc(DraftKind kind) => kind switch
    {
        DraftKind.ReplyAll => [.. Distinct(message.Cc).Where(person => IsOther(person) && !To(kind).Any(to => Same(to.Address, person.Address)))],
        DraftKind.EditAsNew or DraftKind.EditDraft => message.Cc,
        _ => [],
    };

    public string Subject(DraftKind kind)
    {
        var subject = HeaderText.Clean(message.Envelope.Subject);
        return kind switch
        {
            DraftKind.Reply or DraftKind.ReplyAll or DraftKind.ReplyList => Prefixed("Re: ", subject, Replies),
            DraftKind.Forward or DraftKind.ForwardAttached => Prefixed("Fwd: ", subject, Forwards),
            _ => subject,
        };
    }

    public string InReplyTo(DraftKind kind) => kind switch
    {
        DraftKind.Reply or DraftKind.ReplyAll or DraftKind.ReplyList => Bracketed(original.MessageId),
        DraftKind.EditDraft => Bracketed(original.InReplyTo),
        _ => "",
    };

    /// <summary>RFC 5322 §3.6.4: the parent's References (else its In-Reply-To), then the parent. The first is kept when it gets long: threads hang on it.</summary>
    public string References(DraftKind kind)
    {
        if (kind == DraftKind.EditDraft) return string.Join(' ', original.References.Select(Bracketed));
        if (InReplyTo(kind).Length == 0) return "";
        string[] before = original.References.Count > 0 ? [.. original.References] : original.InReplyTo.Length > 0 ? [original.InReplyTo] : [];
        string[] all = [.. before.Where(id => id != original.MessageId), original.MessageId];
        return string.Join(' ', (all.Length <= MostReferences ? all : [all[0], .. all[^(MostReferences - 1)..]]).Select(Bracketed));
    }

    /// <summary>
    /// Reply-To, unless a list put itself there ("munging"): who answers one person then means that person. Without any, From.
    /// </summary>
    IReadOnlyList<Correspondent> Sender
    {
        get
        {
            var named = Distinct(message.ReplyTo);
            return named.Count == 0 || (original.ListPost.Length > 0 && named.All(person => Same(person.Address, original.ListPost))) ? Distinct(message.Envelope.From) : named;
        }
    }

    bool IsMine => message.Envelope.From.Count > 0 && message.Envelope.From.All(person => !IsOther(person));

    bool IsOther(Correspondent person) => !own.Any(address => Same(address, person.Address));

    static List<Correspondent> Distinct(IEnumerable<Correspondent> people) => [.. people.Where(person => person.Address.Length > 0).DistinctBy(person => AddrSpec.ToLowerAscii(person.Address))];

    static bool Same(string one, string other) => AddrSpec.ToLowerAscii(one) == AddrSpec.ToLowerAscii(other);

    static string Bracketed(string id) => id.Length > 0 ? $"<{id}>" : "";

    static string Prefixed(string prefix, string subject, string[] known) =>
        known.Any(one => subject.StartsWith(one, StringComparison.OrdinalIgnoreCase)) ? subject : prefix + subject;
}
