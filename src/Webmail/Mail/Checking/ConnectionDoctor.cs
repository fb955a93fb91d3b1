using System.Net;
using System.Net.Sockets;
using MailKit.Net.Imap;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Pop3;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Checking;

/// <summary>Lets a login that was typed for a server of somebody's choice be tried without telling what lies behind (A58).</summary>
public delegate Task GuardedLogin(string host, Func<Task> logIn, CancellationToken cancel);

/// <summary>
/// Goes the way to a mail server step by step, by the very doors that reading and sending use, and says where it ends and why. Sends no message and
/// changes nothing.
/// </summary>
public sealed class ConnectionDoctor(ImapPoolOptions options, ImapSessions sessions, Pop3Door pop3, SmtpTransport smtp)
{
    /// <summary>The steps of one server, up to the first that does not go well.</summary>
    /// <param name="store">What is read with this login, to see its folders; null for sending, and for mail that is fetched.</param>
    public async Task<IReadOnlyList<Check>> ExamineAsync(MailLogin login, IMailStore? store, GuardedLogin guard, CancellationToken cancel)
    {
        // A server that somebody named must not be told apart from one that is not there: only what it says about login and certificate counts.
        if (!login.PublicOnly && await ReachAsync(login, cancel) is { } unreached) return Ended(login.Server, unreached);
        try
        {
            if (login.PublicOnly) await guard(login.Server.Host, () => LogInAsync(login, cancel), cancel);
            else await LogInAsync(login, cancel);
        }
        catch (MailFailure failure)
        {
            return Ended(login.Server, new Check(login.Server, StepOf(failure.Kind), failure.Kind, failure.ServerText));
        }
        if (store is null) return [.. Before(login.Server, CheckStep.Capabilities)];
        var capabilities = await CapabilitiesAsync(login, cancel);
        if (capabilities.Problem is not null) return Ended(login.Server, capabilities);
        return [.. Before(login.Server, CheckStep.Capabilities), capabilities, await FoldersAsync(login.Server, store, cancel)];
    }

    Task LogInAsync(MailLogin login, CancellationToken cancel) => login.Server.Protocol switch
    {
        MailProtocol.Imap => sessions.VerifyAsync(login, cancel),
        MailProtocol.Pop3 => FetchAsync(login, cancel),
        _ => smtp.CheckAsync(login, cancel),
    };

    /// <summary>As far as collecting goes: a mailbox that another program holds proves the password, but nothing is fetched from it.</summary>
    async Task FetchAsync(MailLogin login, CancellationToken cancel)
    {
        await using var session = await pop3.OpenAsync(login, cancel);
        await session.QuitAsync();
    }

    /// <summary>The name, then the network. Null when both are well.</summary>
    async Task<Check?> ReachAsync(MailLogin login, CancellationToken cancel)
    {
        var server = login.Server;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(options.ConnectDeadline);
        try
        {
            await Dns.GetHostAddressesAsync(server.Host.Trim('[', ']'), deadline.Token);
        }
        catch (SocketException)
        {
            return new Check(server, CheckStep.Name, FailureKind.UnknownHost);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Check(server, CheckStep.Name, FailureKind.TimedOut);
        }
        return await DialAsync(login, deadline.Token, cancel);
    }

    async Task<Check?> DialAsync(MailLogin login, CancellationToken deadline, CancellationToken cancel)
    {
        try
        {
            using var socket = await MailSocket.DialAsync(login, options.PlainTextHosts, deadline);
            return null;
        }
        catch (MailFailure failure)
        {
            return new Check(login.Server, StepOf(failure.Kind), failure.Kind);
        }
        catch (SocketException)
        {
            return new Check(login.Server, CheckStep.Network, FailureKind.Unreachable);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Check(login.Server, CheckStep.Network, FailureKind.TimedOut);
        }
    }

    /// <summary>Asked on the connection that has just been opened. That something is missing is no fault: another way is gone.</summary>
    async Task<Check> CapabilitiesAsync(MailLogin login, CancellationToken cancel)
    {
        try
        {
            var missing = await sessions.UseAsync(login, null, (session, _) => Task.FromResult<IReadOnlyList<Extension>>(
                [.. Wanted.Where(wanted => !wanted.Has.Any(session.Offers)).Select(wanted => wanted.Extension)]), CommandPlan.Read, cancel);
            return new Check(login.Server, CheckStep.Capabilities) { Missing = missing };
        }
        catch (MailFailure failure)
        {
            return new Check(login.Server, CheckStep.Capabilities, failure.Kind, failure.ServerText);
        }
    }

    static readonly (Extension Extension, ImapCapabilities[] Has)[] Wanted =
    [
        (Extension.Idle, [ImapCapabilities.Idle, ImapCapabilities.Notify]), (Extension.Move, [ImapCapabilities.Move]), (Extension.UidPlus, [ImapCapabilities.UidPlus]),
        (Extension.CondStore, [ImapCapabilities.CondStore, ImapCapabilities.QuickResync]),
        (Extension.SpecialUse, [ImapCapabilities.SpecialUse, ImapCapabilities.XList, ImapCapabilities.GMailExt1]), (Extension.Sort, [ImapCapabilities.Sort]), (Extension.Quota, [ImapCapabilities.Quota]),
    ];

    static async Task<Check> FoldersAsync(ServerAddress server, IMailStore store, CancellationToken cancel)
    {
        try
        {
            await store.MailboxesAsync(cancel);
            return new Check(server, CheckStep.Folders);
        }
        catch (MailFailure failure)
        {
            return new Check(server, CheckStep.Folders, failure.Kind, failure.ServerText);
        }
    }

    /// <summary>Where on the way a failure of the doors belongs, once the network is known to be well.</summary>
    static CheckStep StepOf(FailureKind kind) => kind switch
    {
        FailureKind.UnknownHost => CheckStep.Name,
        FailureKind.Unreachable => CheckStep.Network,
        FailureKind.TlsExpired or FailureKind.TlsWrongHost or FailureKind.TlsUnknownIssuer or FailureKind.TlsFailed or FailureKind.NoEncryption => CheckStep.Encryption,
        FailureKind.WrongPassword or FailureKind.TooManyConnections or FailureKind.MailboxLocked or FailureKind.OverQuota => CheckStep.Login,
        _ => CheckStep.Greeting,
    };

    static IReadOnlyList<Check> Ended(ServerAddress server, Check last) => [.. Before(server, last.Step), last];

    static IEnumerable<Check> Before(ServerAddress server, CheckStep step) => Enum.GetValues<CheckStep>().Where(before => before < step).Select(before => new Check(server, before));
}
