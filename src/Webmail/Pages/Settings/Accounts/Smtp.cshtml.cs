using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Checking;
using Webmail.Mail.Stores;
using Webmail.Security;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>What trying a server for sending takes.</summary>
public sealed record SmtpTrying(OwnSmtp Own, ServerPresets Presets, ConnectionDoctor Doctor, TypedServers Typed, SignInThrottle Throttle);

/// <summary>The server that hands in the messages of one account, named by its person: it is logged in to before anything is kept.</summary>
public sealed class SmtpModel(AccountContext context, SmtpTrying trying, IStringLocalizer<DoctorText> doctor) : AccountPage(context)
{
    [BindProperty] public SmtpForm Form { get; set; } = new();

    /// <summary>What the doctor found.</summary>
    public Check? Problem { get; private set; }

    public AccountServers Servers => Stores.ServersOf(Account);

    /// <summary>Another sign-in opens the mailbox: there is no password that could be the same.</summary>
    public bool MustHaveOwn => Account.IsConnected;

    public override Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // Who may not name servers may still take back one from when they could.
        if (trying.Typed.Allowed || context.HandlerMethod?.Name == "Drop") return base.OnPageHandlerExecutionAsync(context, next);
        context.Result = NotFound();
        return Task.CompletedTask;
    }

    public void OnGet()
    {
        var outgoing = Servers.Outgoing;
        Form = new SmtpForm
        {
            Host = outgoing?.Host ?? "", Port = outgoing?.Port ?? MailPorts.Of(MailProtocol.Smtp)[0], UserName = Account.SmtpUserName,
            Encryption = outgoing?.Encryption is Encryption.StartTls ? Encryption.StartTls : Encryption.ImplicitTls, Own = MustHaveOwn || Account.OwnSmtpPassword,
        };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Form.Server() is not { } server || !(MailPorts.MayHave(server) || trying.Presets.WithSmtp(server) is not null)) return Wrongly("Host", "Smtp.NotAServer");
        var choice = new SmtpChoice(server, Form.UserName?.Trim() ?? "", (Form.Own || MustHaveOwn) && Form.Password is { Length: > 0 } typed ? new Secret(typed) : null);
        if ((Form.Own || MustHaveOwn) && choice.Password is null) return Wrongly("Password", "Smtp.PasswordMissing");
        if (await trying.Own.LoginOfAsync(Me.Id, Account.Id, choice, Me.SessionSecret, cancel) is not { } login) return Wrongly("Password", "Smtp.PasswordMissing");
        if (trying.Throttle.TryBegin($"{login.UserName} {server.Host}", HttpContext.Connection.RemoteIpAddress, null, out _) is not { } reservation) return Wrongly("Host", "Smtp.Often");
        Problem = (await trying.Doctor.ExamineAsync(login, null, trying.Typed.GuardAsync, cancel))[^1];
        if (Problem.Problem is not FailureKind.WrongPassword and not null) reservation.WasNoTry();
        if (Problem.Problem is not null) return Invalid();
        reservation.Succeeded();
        await trying.Own.KeepAsync(Me.Id, Account.Id, choice, Me.Address, Me.SessionSecret, cancel);
        return GoTo($"~/settings/accounts/{Account.Id}", Words["Smtp.Saved", server.Host]);
    }

    public async Task<IActionResult> OnPostDropAsync(CancellationToken cancel)
    {
        await trying.Own.DropAsync(Me.Id, Account.Id, cancel);
        return GoTo($"~/settings/accounts/{Account.Id}", Words["Smtp.Dropped"]);
    }

    public bool IsWrong(string field) => ModelState[$"{nameof(Form)}.{field}"]?.Errors.Count > 0;

    /// <summary>What is wrong, and who must do what.</summary>
    public (string Sentence, string Advice) Said(Check check)
    {
        var words = new DoctorWords(doctor, trying.Presets.WithSmtp(check.Server) is null);
        return (words.Sentence(check), words.Advice(check));
    }

    IActionResult Wrongly(string field, string sentence)
    {
        ModelState.AddModelError($"{nameof(Form)}.{field}", Words[sentence]);
        return Invalid();
    }
}

/// <summary>What is typed of a server for sending.</summary>
public sealed class SmtpForm
{
    public string? Host { get; set; }
    public int Port { get; set; }
    public Encryption Encryption { get; set; }
    public string? UserName { get; set; }
    /// <summary>A password of its own, not that for reading.</summary>
    public bool Own { get; set; }
    public string? Password { get; set; }

    /// <summary>Null when it is none.</summary>
    public ServerAddress? Server() => Host?.Trim().ToLowerInvariant() is { Length: > 0 and < 254 } host && Port is > 0 and < 65536 && Encryption is Encryption.ImplicitTls or Encryption.StartTls && Uri.CheckHostName(host) is not UriHostNameType.Unknown
        ? new ServerAddress(MailProtocol.Smtp, host, Port, Encryption) : null;
}
