using System.Text.RegularExpressions;
using Webmail.Hosting;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

public sealed partial class ConfigurationDocumentTests
{
    [Fact]
    public void The_document_lists_exactly_the_settings_there_are()
    {
        var written = Setting().Matches(File.ReadAllText(Repository.File("docs/configuration.md"))).Select(match => match.Groups[1].Value);
        var own = typeof(WebmailOptions).GetProperties().Where(property => property.Name is not (nameof(WebmailOptions.Servers) or nameof(WebmailOptions.OAuth))).Select(property => $"Webmail__{property.Name}");
        var presets = typeof(ServerPreset).GetProperties().Select(property => $"Webmail__Servers__0__{property.Name}");
        var providers = typeof(OAuthPreset).GetProperties().Select(property => $"Webmail__OAuth__0__{property.Name}");
        Assert.Equal([.. own.Concat(presets).Concat(providers).Append("ConnectionStrings__Webmail").Order()], [.. written.Distinct().Order()]);
    }

    // The first column of the tables.
    [GeneratedRegex(@"^\| `((?:Webmail|ConnectionStrings)__\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
