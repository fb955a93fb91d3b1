using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.Security;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>One account: its servers, its name and colour, and what can be done with it.</summary>
public sealed class EditModel(AccountContext context, TypedServers typed) : AccountPage(context)
{
    [BindProperty] public string? Name { get; set; }

    [BindProperty] public LabelColour? Colour { get; set; }

    public AccountServers Servers => Stores.ServersOf(Account);

    public bool MayNameSmtp => typed.Allowed || Account.OwnSmtp;

    public void OnGet() => (Name, Colour) = (Account.Name, Account.Colour);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        // A name stands in many lists, on one line: control characters and line ends are no part of it.
        var name = string.Concat((Name ?? "").Where(character => !char.IsControl(character))).Trim();
        if (name.Length > MailAccount.LongestName)
        {
            ModelState.AddModelError(nameof(Name), Words["Name.Long"]);
            return Invalid();
        }
        if (Colour is not { } colour || !Enum.IsDefined(colour))
        {
            Wrong(nameof(Colour), "ChooseOne");
            return Invalid();
        }
        await Changes.FaceAsync(Me.Id, Account.Id, name, colour, cancel);
        return Saved("Saved");
    }

    /// <summary>Port and protection in words.</summary>
    public string Connection(ServerAddress server) =>
        Words[server.Encryption == Encryption.None ? "Plain" : "Encrypted", server.Protocol.ToString().ToUpperInvariant(), server.Port.ToString(CultureInfo.InvariantCulture)];
}
