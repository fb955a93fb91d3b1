using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Mail.Rendering;
using Webmail.Mail.Writing;
using Webmail.Pages.Compose;

namespace Webmail.Pages.Settings;

/// <summary>One identity: who it is from, where answers go, and what stands under the message.</summary>
public sealed class IdentityModel(SettingsContext context, MailStores stores, Identities identities, HtmlCleaning cleaning) : SettingsPage(context)
{
    const int MostReplyTo = 1000;

    [FromRoute] public Guid Id { get; set; }
    /// <summary>Of a new one; the account of one that exists stays what it is.</summary>
    [BindProperty(SupportsGet = true)] public string? Account { get; set; }
    [BindProperty] public string? Name { get; set; }
    [BindProperty] public string? Address { get; set; }
    [BindProperty] public string? ReplyTo { get; set; }
    [BindProperty] public bool BccSelf { get; set; }
    [BindProperty] public bool IsDefault { get; set; }
    [BindProperty] public string? Spelling { get; set; }
    [BindProperty] public string? Signature { get; set; }
    [BindProperty] public string? Html { get; set; }
    [BindProperty] public string? Format { get; set; }

    public bool IsNew { get; private set; }
    public bool IsOwn => Account is not null && Id == Identity.OwnIdOf(Account);
    public bool IsRich => !string.IsNullOrEmpty(Html) || string.IsNullOrEmpty(Signature);
    public bool IsAlone { get; private set; }

    /// <summary>Where those that a signature may show are, by their Content-ID.</summary>
    public IEnumerable<(string ContentId, string Url)> Pictures { get; private set; } = [];

    /// <summary>Each by its own name, as who writes it would look for it.</summary>
    public static IEnumerable<(string Tag, string Name)> Languages => Identity.Languages.Select(tag => (tag, CultureInfo.GetCultureInfo(tag).NativeName)).OrderBy(entry => entry.NativeName, StringComparer.CurrentCultureIgnoreCase);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not { } found) return NotFound();
        var (senders, identity) = found;
        (Name, Address, ReplyTo, BccSelf, Signature, Spelling) = (identity.Name, IsNew ? "" : identity.Address, identity.ReplyTo, identity.BccSelf, identity.Signature, identity.Language);
        (Html, IsDefault) = (senders.Signatures.GetValueOrDefault(identity.Id)?.ToString(), !IsNew && senders.DefaultOf(identity.AccountId) == identity);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not { } found) return NotFound();
        var identity = found.Identity;
        var words = await EditorWords.ReadAsync(Format, Html, Signature, cleaning, Me.Id, cancel);
        (Signature, Html) = (words.Text.Trim('\n'), words.Text.Trim().Length == 0 && !words.Html.Contains("<img", StringComparison.Ordinal) ? "" : words.Html);
        var address = Check(identity);
        if (IsNew && found.Senders.Of(identity.AccountId).Count() >= Identity.MostOfAccount) Wrong(nameof(Address), "Identities.Wrong.Full");
        if (!ModelState.IsValid) return Invalid();
        var kept = await identities.KeepAsync(new Identity
        {
            Id = Id, PersonId = Me.Id, AccountId = identity.AccountId, Name = (Name ?? "").Trim(), Address = address, ReplyTo = (ReplyTo ?? "").Trim(), BccSelf = BccSelf,
            Signature = Signature, SignatureHtml = Html, Language = Identity.Languages.FirstOrDefault(tag => tag == Spelling) ?? "", IsDefault = IsDefault,
        }, cancel);
        if (!kept) return NotFound();
        Saved("Saved");
        return RedirectToPage("Identities");
    }

    /// <summary>The account's own address is what its servers know: it stays.</summary>
    string Check(Identity identity)
    {
        var own = identity.IsOwn ? identity.Address : Address;
        if (!AddrSpec.TryParse(own, out var address)) Wrong(nameof(Address), "Identities.Wrong.Address");
        if (!HeaderText.IsClean(Name) || Name?.Length > Identity.LongestName) Wrong(nameof(Name), "Identities.Wrong.Name");
        if (!HeaderText.IsClean(ReplyTo) || ReplyTo?.Length > MostReplyTo || Recipients.Parse(ReplyTo).Wrong.Count > 0) Wrong(nameof(ReplyTo), "Identities.Wrong.ReplyTo");
        if (Signature!.Length > Identity.LongestSignature || Html!.Length > 4 * Identity.LongestSignature) Wrong(nameof(Signature), "Identities.Wrong.Signature");
        return address?.ToString() ?? "";
    }

    /// <summary>The identity of this address, or a new one of the account that is named.</summary>
    async Task<(Senders Senders, Identity Identity)?> FindAsync(CancellationToken cancel)
    {
        var accounts = await stores.OfAsync(Me.Id, cancel);
        var senders = await identities.OfAsync(Me.Id, accounts, cancel);
        var known = senders.Find(Id);
        if ((known?.AccountId ?? accounts.FirstOrDefault(account => account.Id == Account)?.Id) is not { } account || Id == Guid.Empty) return null;
        Pictures = senders.Pictures.Select(picture => (picture.ContentId, Url.Content($"~/settings/identities/pictures/{picture.Id}")));
        (IsNew, Account, IsAlone) = (known is null, account, known is not null && senders.Of(account).Count() == 1);
        return (senders, known ?? new Identity { Id = Id, PersonId = Me.Id, AccountId = account, Name = senders.DefaultOf(account).Name, Address = "" });
    }
}
