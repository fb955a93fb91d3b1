using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Checking;
using Webmail.Mail.Stores;
using Webmail.Security;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>Names the texts of the connection doctor.</summary>
public sealed class DoctorText;

/// <summary>The connection doctor: goes the way to the account's servers step by step and says what is wrong, and who must do what.</summary>
public sealed class DoctorModel(AccountContext context, ConnectionDoctor doctor, TypedServers typed, IStringLocalizer<DoctorText> text) : AccountPage(context)
{
    public IReadOnlyList<Check> Checks { get; private set; } = [];

    /// <summary>The password is not at hand: nothing can be tried.</summary>
    public bool Locked { get; private set; }

    /// <summary>The server for sending has a password of its own, and that is not at hand.</summary>
    public bool SendingLocked { get; private set; }

    AccountServers Servers => Stores.ServersOf(Account);

    public void OnGet()
    {
    }

    public async Task OnPostAsync(CancellationToken cancel)
    {
        var (incoming, outgoing) = await Stores.LoginsAsync(Me.Id, Account.Id, Me.SessionSecret, cancel);
        Locked = incoming is null && Servers.Incoming is not null;
        SendingLocked = outgoing is null && Servers is { Outgoing: not null, Sending.OwnPassword: true };
        var store = incoming is null || Account.KeptHere ? null : (await Stores.OpenAsync(Me.Id, Account.Id, Me.SessionSecret, cancel))?.Store;
        Task<IReadOnlyList<Check>> Examine(MailLogin? login, IMailStore? its) => login is null ? Task.FromResult<IReadOnlyList<Check>>([]) : doctor.ExamineAsync(login, its, typed.GuardAsync, cancel);
        var both = await Task.WhenAll(Examine(incoming, store), Examine(outgoing, null));
        Checks = [.. both.SelectMany(checks => checks)];
    }

    DoctorWords PhrasesFor(Check check) => new(text, check.Server.Protocol is MailProtocol.Smtp ? Servers.Sending.Named : Account.OwnServers);

    /// <summary>What is wrong.</summary>
    public string Sentence(Check check) => PhrasesFor(check).Sentence(check);

    /// <summary>Who must do what.</summary>
    public string Advice(Check check) => PhrasesFor(check).Advice(check);
}
