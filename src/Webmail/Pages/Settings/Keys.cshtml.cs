using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;
using Webmail.Security;

namespace Webmail.Pages.Settings;

/// <summary>What is needed to show and make keys.</summary>
public sealed record KeysContext(KeyBook Keys, KeyUnlocking Unlocking, MailStores Stores, Identities Identities, TimeProvider Time, IStringLocalizer<KeysText> Words);

/// <summary>The person's keys and those of others: brought in from a file or made here, unlocked for this session.</summary>
[RequestSizeLimit(3 * KeyFile.MostOctets), RequestFormLimits(MultipartBodyLengthLimit = 3 * KeyFile.MostOctets)]
public sealed class KeysModel(SettingsContext context, KeysContext desk) : SettingsPage(context)
{
    readonly KeyBook keys = desk.Keys;
    readonly IStringLocalizer<KeysText> words = desk.Words;

    public IReadOnlyList<PersonKey> All { get; private set; } = [];
    public IReadOnlySet<Guid> Unlocked { get; private set; } = new HashSet<Guid>();
    public IReadOnlyList<Identity> Identities { get; private set; } = [];

    /// <summary>Sentences by form: import, make, unlock.</summary>
    public Dictionary<string, string> Errors { get; } = [];
    public DateTimeOffset Now => desk.Time.GetUtcNow();
    public bool IsLocked => All.Any(key => key.IsOwn && !Unlocked.Contains(key.Id));

    /// <summary>Where the person came from to unlock.</summary>
    [BindProperty(SupportsGet = true)] public string? Back { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        All = await keys.OfAsync(Me.Id, cancel);
        Unlocked = (await keys.OpenAsync(Me.Id, Me.SessionSecret, cancel)).Select(own => own.Key.Id).ToHashSet();
        var accounts = await desk.Stores.OfAsync(Me.Id, cancel);
        var senders = await desk.Identities.OfAsync(Me.Id, accounts, cancel);
        Identities = [.. accounts.SelectMany(account => senders.Of(account.Id))];
    }

    public async Task<IActionResult> OnPostImportAsync(IFormFile? file, string? text, string? passphrase, CancellationToken cancel)
    {
        var bytes = await BytesAsync(file, text, cancel);
        if (bytes is null) return await WrongAsync("import", words["Import.Wrong.Size"], cancel);
        if (bytes.Length == 0) return await WrongAsync("import", words["Import.Wrong.None"], cancel);
        try
        {
            var secret = new Secret(passphrase ?? "");
            var found = await Task.Run(() => KeyFile.Read(bytes, secret), cancel);
            foreach (var key in found)
            {
                if (!await keys.AddAsync(Me.Id, key, secret, Me.SessionSecret, cancel)) return await WrongAsync("import", words["Import.Wrong.Full", PersonKey.MostOfPerson], cancel);
            }
            var one = found.Count == 1;
            return Say(one ? words[found[0].Secret is null ? "Imported.Other" : "Imported.Own", Shown.Text(found[0].Name)] : words["Imported.Many", found.Count]);
        }
        catch (KeyRefused refused)
        {
            return await WrongAsync("import", words[$"Import.Wrong.{refused.Problem}", KeyFile.ShortestPassphrase], cancel);
        }
    }

    public async Task<IActionResult> OnPostMakeAsync(Guid identity, string? passphrase, CancellationToken cancel)
    {
        await OnGetAsync(cancel);
        if (Identities.FirstOrDefault(mine => mine.Id == identity) is not { } writer) return NotFound();
        if ((passphrase ?? "").Length < KeyFile.ShortestPassphrase) return await WrongAsync("make", words["Import.Wrong.ShortPassphrase", KeyFile.ShortestPassphrase], cancel);
        var secret = new Secret(passphrase!);
        var made = await Task.Run(() => KeyFile.Read(OpenPgpMaking.Make(new MimeKit.MailboxAddress(writer.Name, writer.Address).ToString(), secret, Now), secret), cancel);
        return await keys.AddAsync(Me.Id, made[0], secret, Me.SessionSecret, cancel) ? Say(words["Made", writer.Address]) : await WrongAsync("make", words["Import.Wrong.Full", PersonKey.MostOfPerson], cancel);
    }

    public async Task<IActionResult> OnPostUnlockAsync(string? passphrase, CancellationToken cancel)
    {
        var outcome = await desk.Unlocking.TryAsync(Me, passphrase, HttpContext.Connection.RemoteIpAddress, cancel);
        if (outcome.Opened == 0) return await WrongAsync("unlock", UnlockWords.Of(outcome, words), cancel);
        return Url.IsLocalUrl(Back) ? LocalRedirect(Back) : Say(words["Unlocked"]);
    }

    public async Task<IActionResult> OnPostLockAsync(CancellationToken cancel)
    {
        await keys.LockAsync(Me.Id, Me.SessionSecret, cancel);
        return Say(words["Locked"]);
    }

    /// <returns>Null when there is too much of it.</returns>
    static async Task<byte[]?> BytesAsync(IFormFile? file, string? text, CancellationToken cancel)
    {
        if (file is not { Length: > 0 }) return (text ?? "").Length > KeyFile.MostOctets ? null : Encoding.UTF8.GetBytes((text ?? "").Trim());
        if (file.Length > KeyFile.MostOctets) return null;
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }

    async Task<IActionResult> WrongAsync(string form, string sentence, CancellationToken cancel)
    {
        Errors[form] = sentence;
        await OnGetAsync(cancel);
        return Invalid();
    }

    RedirectToPageResult Say(string sentence)
    {
        Flash = JsonSerializer.Serialize(new FlashMessage(sentence));
        return RedirectToPage(new { });
    }
}
