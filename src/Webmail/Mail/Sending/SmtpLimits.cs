using System.Collections.Concurrent;
using MailKit.Net.Smtp;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Sending;

/// <summary>What a submission server has said about itself.</summary>
/// <param name="MaxOctets">Largest message it takes (RFC 1870); 0 for not said.</param>
/// <param name="AnyScript">Whether it knows addresses beyond ASCII (RFC 6531).</param>
public sealed record SmtpLimits(long MaxOctets, bool AnyScript)
{
    internal static SmtpLimits Of(SmtpClient client) =>
        new(client.Capabilities.HasFlag(SmtpCapabilities.Size) ? client.MaxSize : 0, client.Capabilities.HasFlag(SmtpCapabilities.UTF8));
}

/// <summary>The last word of each server, remembered for an hour.</summary>
sealed class KnownLimits
{
    static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    readonly ConcurrentDictionary<ServerAddress, (SmtpLimits Limits, long At)> known = new();

    public SmtpLimits? Find(ServerAddress server) => known.TryGetValue(server, out var entry) && Environment.TickCount64 - entry.At < Fresh.TotalMilliseconds ? entry.Limits : null;

    public void Keep(ServerAddress server, SmtpLimits limits) => known[server] = (limits, Environment.TickCount64);
}
