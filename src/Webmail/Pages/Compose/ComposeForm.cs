using System.Globalization;
using Webmail.Mail.Rendering;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Compose;

/// <summary>What the composer posts. Everything a draft needs is in it, so that a page that was open for days still says what it is.</summary>
public sealed class ComposeForm
{
    EditorWords words = new("", "");

    public Guid Id { get; set; }
    public int Revision { get; set; }
    /// <summary>How often the draft had been taken back when this page was made: the same page sends once.</summary>
    public int Recalls { get; set; }
    public string? Account { get; set; }
    /// <summary>As whom it is written, where there is a choice: decides about the account, too.</summary>
    public Guid? Identity { get; set; }
    public Importance Importance { get; set; }
    public bool ReadReceipt { get; set; }
    public DraftKind Kind { get; set; }
    public string? SourceMailbox { get; set; }
    public string? SourceKey { get; set; }
    public string? InReplyTo { get; set; }
    public string? References { get; set; }
    public string? To { get; set; }
    public string? Cc { get; set; }
    public string? Bcc { get; set; }
    public string? Subject { get; set; }
    public string? Body { get; set; }
    /// <summary>Whether the servers are asked to tell when it has been delivered.</summary>
    public bool DeliveryNotice { get; set; }
    public bool Sign { get; set; }
    public bool Encrypt { get; set; }
    /// <summary>Whether the writer's public key goes along.</summary>
    public bool AttachKey { get; set; }
    /// <summary>When it is to go out: a local time of the person.</summary>
    public string? At { get; set; }
    /// <summary>What the editor holds, when <see cref="Format"/> says <c>html</c>: then it counts, and not the body.</summary>
    public string? Html { get; set; }
    public string? Format { get; set; }
    /// <summary>Recipients that are chips already; the fields of the same name hold what is still being typed.</summary>
    public string? ToChips { get; set; }
    public string? CcChips { get; set; }
    public string? BccChips { get; set; }
    /// <summary>Where to go afterwards: an address of ours.</summary>
    public string? Back { get; set; }
    /// <summary>Parts of the source message that go along.</summary>
    public string[] Carry { get; set; } = [];
    public IFormFileCollection? Files { get; set; }

    /// <summary>Header fields are one line (A69): no browser's form can send another, so whoever does is not one.</summary>
    public bool HasCleanHeaders => new[] { To, Cc, Bcc, ToChips, CcChips, BccChips, Subject, SourceMailbox, SourceKey, InReplyTo, References }.All(HeaderText.IsClean);

    public string ClientId => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Recalls}");

    public Draft Draft(Guid personId, string accountId, long now) => new()
    {
        PersonId = personId, Id = Id, AccountId = accountId, IdentityId = Identity, Importance = Importance, ReadReceipt = ReadReceipt, DeliveryNotice = DeliveryNotice, Sign = Sign, Encrypt = Encrypt, AttachKey = AttachKey, Revision = Revision, Recalls = Recalls, Kind = Kind, To = Joined(ToChips, To), Cc = Joined(CcChips, Cc), Bcc = Joined(BccChips, Bcc),
        Subject = (Subject ?? "").Trim(), Body = words.Text, Html = words.Html, SourceMailbox = SourceMailbox ?? "", SourceKey = SourceKey ?? "",
        InReplyTo = InReplyTo ?? "", References = References ?? "", CreatedAt = now,
    };

    /// <summary>Reads what the editor held; to be called before <see cref="Draft"/>.</summary>
    public async Task ReadAsync(HtmlCleaning cleaning, Guid personId, CancellationToken cancel) => words = await EditorWords.ReadAsync(Format, Html, Body, cleaning, personId, cancel);

    /// <summary>Writes everybody of a group in the place of its name.</summary>
    public async Task SpellOutAsync(Func<string?, Task<string?>> spell)
    {
        (To, Cc, Bcc) = (await spell(To), await spell(Cc), await spell(Bcc));
        (ToChips, CcChips, BccChips) = (await spell(ToChips), await spell(CcChips), await spell(BccChips));
    }

    static string Joined(string? chips, string? typed) => string.Join(", ", new[] { chips, typed }.Select(text => (text ?? "").Trim()).Where(text => text.Length > 0));
}
