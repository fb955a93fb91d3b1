using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;

namespace Webmail.Hosting;

public enum LogFormat { Text, Json }

/// <summary>What an administrator can set, as <c>Webmail__…</c>. docs/configuration.md explains each; a test keeps the two equal.</summary>
public sealed class WebmailOptions
{
    public string DataDirectory { get; set; } = "";
    public string PublicUrl { get; set; } = "";
    public string PathBase { get; set; } = "";
    public string ContentHost { get; set; } = "";
    public string KnownProxies { get; set; } = "";
    public string MasterKeyFile { get; set; } = "";
    public bool AllowOtherServers { get; set; }
    public LogFormat LogFormat { get; set; } = LogFormat.Text;
    public int DrainSeconds { get; set; }
    public int RenderWorkers { get; set; } = 2;
    public int MailConnections { get; set; } = 200;
    public int LocalQuotaMegabytes { get; set; } = 10_240;
    public int UploadMegabytes { get; set; } = 500;
    public int AllUploadsMegabytes { get; set; } = 10_000;
    public IReadOnlyList<ServerPreset> Servers { get; set; } = [];
    public IReadOnlyList<OAuthPreset> OAuth { get; set; } = [];
}
