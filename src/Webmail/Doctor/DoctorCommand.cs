using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Checking;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.Pages.Settings.Accounts;

namespace Webmail.Doctor;

/// <summary>
/// <c>Webmail doctor someone@example.org</c>: the connection doctor for administrators, with the steps and sentences that people see. The password comes from
/// <c>WEBMAIL_PASSWORD</c>, or is asked for: arguments are seen by everyone on the machine.
/// </summary>
sealed class DoctorCommand(IServiceProvider services, TextWriter output, Func<string, string?> ask)
{
    public const string Verb = "doctor", Variable = "WEBMAIL_PASSWORD";

    readonly IStringLocalizer<DoctorText> text = services.GetRequiredService<IStringLocalizer<DoctorText>>();

    /// <returns>The status of the process: 0 when all is well.</returns>
    public async Task<int> RunAsync(string[] words, CancellationToken cancel)
    {
        if (words is not [Verb, var typed] || !AddrSpec.TryParse(typed, out var address)) return await EndAsync(text["Command.Usage", Verb]);
        if (await ServersAsync(address, cancel) is not { } servers) return await EndAsync(text["Command.Unknown", address.Domain]);
        if (services.GetRequiredService<ServerPresets>().Providers.For(address) is { } provider) return await EndAsync(text["Command.Connected", provider.Name]);
        if ((Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : ask(text["Command.Password", address])) is not { Length: > 0 } password) return await EndAsync(text["Command.NoPassword", Variable]);
        var well = true;
        foreach (var login in Logins(servers, new Secret(password))) well &= await ExamineAsync(login, cancel);
        if (servers is { Outgoing: { } own, Sending.OwnPassword: true }) await output.WriteLineAsync(text["Command.OwnSmtp", own.Host]);
        return well ? 0 : 1;
    }

    static IEnumerable<MailLogin> Logins(AccountServers servers, Secret password)
    {
        if (servers.Incoming is { } incoming) yield return new MailLogin(Guid.Empty, "doctor", 1, incoming, servers.UserName, password, servers.TrustedCertificate);
        if (servers is { Outgoing: { } outgoing, Sending: { OwnPassword: false } sending }) yield return new MailLogin(Guid.Empty, "doctor", 1, outgoing, sending.UserName, password, sending.TrustedCertificate);
    }

    /// <summary>Those of an account here, which its person may have named; else what is found from the address.</summary>
    async Task<AccountServers?> ServersAsync(AddrSpec address, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<ServerDiscovery>().FindAsync(address, cancel);
        try
        {
            var accounts = scope.ServiceProvider.GetRequiredService<WebmailDb>().Set<MailAccount>().AsNoTracking();
            if (await accounts.FirstOrDefaultAsync(account => account.Address == address.Folded, cancel) is { } known) return scope.ServiceProvider.GetRequiredService<MailStores>().ServersOf(known);
        }
        catch (System.Data.Common.DbException)
        {
            // Before the first start there is no database; the doctor is needed most then.
        }
        if ((found?.Imap ?? found?.Pop3) is not { } incoming) return null;
        return new AccountServers(incoming, found!.Smtp, found.UserName, services.GetRequiredService<ServerPresets>().For(address)?.TrustedCertificate);
    }

    async Task<bool> ExamineAsync(MailLogin login, CancellationToken cancel)
    {
        var store = login.Server.Protocol is MailProtocol.Imap ? new ImapStore(services.GetRequiredService<ImapSessions>(), login, ChosenRoles.None) : null;
        var checks = await services.GetRequiredService<ConnectionDoctor>().ExamineAsync(login, store, (_, logIn, _) => logIn(), cancel);
        var words = new DoctorWords(text, ownServers: false);
        await output.WriteLineAsync($"{text[$"Server.{login.Server.Protocol}"]}: {login.Server}");
        foreach (var check in checks)
        {
            await output.WriteLineAsync($"  {text[check.Problem is null ? "Well" : "NotWell"]}: {text[$"Step.{check.Step}"]}");
            foreach (var extension in check.Missing) await output.WriteLineAsync($"    {text[$"Missing.{extension}"]}");
            if (check.Problem is null) continue;
            await output.WriteLineAsync($"    {words.Sentence(check)} {words.Advice(check)}");
            if (check.ServerText.Length > 0) await output.WriteLineAsync($"    {text["Said"]} {Plain(check.ServerText)}");
        }
        return checks.All(check => check.Problem is null);
    }

    /// <summary>A hostile server must not paint on the administrator's terminal.</summary>
    static string Plain(string said) => string.Concat(said.Where(character => !char.IsControl(character)).Take(300));

    async Task<int> EndAsync(string sentence)
    {
        await output.WriteLineAsync(sentence);
        return 1;
    }
}
