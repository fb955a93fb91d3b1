namespace Webmail.Live;

/// <param name="Heartbeat">How often a stream shows that it stands, and asks whether its session does. Below the 60 s after which proxies cut a silent line.</param>
/// <param name="Linger">How long a person's channel outlives its last stream.</param>
public sealed record LiveOptions(TimeSpan Heartbeat, TimeSpan Linger)
{
    public static readonly LiveOptions Usual = new(TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(30));
}
