using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>One account: its servers, the name on its mail, its colour.</summary>
public sealed class EditModel(AccountContext context) : AccountPage(context)
{
    [BindProperty] public string? DisplayName { get; set; }

    [BindProperty] public LabelColour? Colour { get; set; }

    public AccountServers Servers => Stores.ServersOf(Account);

    public void OnGet() => (DisplayName, Colour) = (Account.DisplayName, Account.Colour);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var name = (DisplayName ?? "").Trim();
        // It is written into headers of mail (RFC 5322 §3.4): one line, nothing that changes how the rest reads.
        if (name.Length > AccountChanges.LongestName || name.Any(char.IsControl)) Wrong(nameof(DisplayName), "TooLong");
        if (Colour is not { } colour || !Enum.IsDefined(colour)) Wrong(nameof(Colour), "ChooseOne");
        if (!ModelState.IsValid) return Invalid();
        await Changes.FaceAsync(Me.Id, Account.Id, new AccountFace(name, Colour!.Value), cancel);
        return Saved("Saved");
    }

    /// <summary>Port and protection in words.</summary>
    public string Connection(ServerAddress server) =>
        Words[server.Encryption == Encryption.None ? "Plain" : "Encrypted", server.Protocol.ToString().ToUpperInvariant(), server.Port.ToString(CultureInfo.InvariantCulture)];
}
