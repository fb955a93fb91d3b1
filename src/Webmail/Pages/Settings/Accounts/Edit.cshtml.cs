using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.Security;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>One account: its servers, its colour, and what can be done with it.</summary>
public sealed class EditModel(AccountContext context, TypedServers typed) : AccountPage(context)
{
    [BindProperty] public LabelColour? Colour { get; set; }

    public AccountServers Servers => Stores.ServersOf(Account);

    public bool MayNameSmtp => typed.Allowed || Account.OwnSmtp;

    public void OnGet() => Colour = Account.Colour;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Colour is not { } colour || !Enum.IsDefined(colour))
        {
            Wrong(nameof(Colour), "ChooseOne");
            return Invalid();
        }
        await Changes.ColourAsync(Me.Id, Account.Id, colour, cancel);
        return Saved("Saved");
    }

    /// <summary>Port and protection in words.</summary>
    public string Connection(ServerAddress server) =>
        Words[server.Encryption == Encryption.None ? "Plain" : "Encrypted", server.Protocol.ToString().ToUpperInvariant(), server.Port.ToString(CultureInfo.InvariantCulture)];
}
