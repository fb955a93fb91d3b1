namespace Webmail.MailServers.Samples;

/// <summary>Three people with mailboxes that look lived in.</summary>
public static class SampleMail
{
    public static IReadOnlyList<(string Address, string Password)> People { get; } =
        [("camille@example.test", "camille-demo"), ("ann@example.test", "ann-demo"), ("kenji@example.test", "kenji-demo")];

    public static async Task SeedAsync(MailServer server)
    {
        foreach (var (address, password) in People) await server.AddUserAsync(address, password).ConfigureAwait(false);
    }
}
