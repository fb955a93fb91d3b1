using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>Memory at rest, PSS in kilobytes.</summary>
readonly record struct Settled(long Own, long Dovecot)
{
    /// <summary>The smallest of a few looks: what is only waiting for the collector is nobody's.</summary>
    public static async Task<Settled> OfAsync(AppProcess app, SeededServer server)
    {
        var looks = new List<Settled>();
        for (var look = 0; look < 6; look++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            looks.Add(new(app.Processes.PssKilobytes, server.Processes.PssKilobytes));
        }
        return new(looks.Min(look => look.Own), looks.Min(look => look.Dovecot));
    }
}
