using System.Diagnostics;
using System.Text.RegularExpressions;
using Webmail.Tests.Support;
using YamlDotNet.Serialization;

namespace Webmail.Tests.Hosting;

/// <summary>docker-compose.yml, as far as it can be checked where no engine runs.</summary>
public sealed class ComposeTests
{
    readonly Dictionary<object, object> file =
        new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<Dictionary<object, object>>(File.ReadAllText(Repository.File("docker-compose.yml")));

    [Fact]
    public void It_has_the_application_its_database_and_a_proxy_and_profiles_to_try_and_to_test()
    {
        Assert.Equal(["app", "caddy", "db", "mail", "secrets", "tests"], Services.Keys.Cast<string>().Order());
        Assert.Equal("try", Assert.Single(List(Service("mail"), "profiles")));
        Assert.Equal("test", Assert.Single(List(Service("tests"), "profiles")));
        Assert.All(["app", "caddy", "db"], name => Assert.Empty(List(Service(name), "profiles")));
    }

    [Fact]
    public void Only_the_proxy_is_reachable_from_outside()
    {
        Assert.Equal(["caddy"], Services.Keys.Cast<string>().Where(name => List(Service(name), "ports").Count > 0));
    }

    [Fact]
    public void No_secret_stands_in_the_file_or_in_an_environment()
    {
        foreach (var name in Services.Keys.Cast<string>())
            foreach (var (key, value) in Environment(name))
                if (key.Contains("password", StringComparison.OrdinalIgnoreCase) || key.StartsWith("ConnectionStrings", StringComparison.Ordinal) || key.Contains("Key", StringComparison.Ordinal))
                {
                    Assert.Matches("(?i)file$", key);
                    Assert.StartsWith("/run/secrets/", value);
                }
        Assert.Contains("Webmail__MasterKeyFile", Environment("app").Keys);
        Assert.Contains("ConnectionStrings__Webmail_FILE", Environment("app").Keys);
    }

    [Fact]
    public void Data_and_secrets_lie_on_different_volumes_that_are_declared()
    {
        var declared = ((Dictionary<object, object>)file["volumes"]).Keys.Cast<string>().ToHashSet();
        var used = Services.Keys.Cast<string>().SelectMany(name => List(Service(name), "volumes")).Select(volume => volume.Split(':')[0]).Where(name => name[0] is not ('.' or '/'));
        Assert.Equal(declared.Order(), used.Distinct().Order());
        Assert.Contains(List(Service("app"), "volumes"), volume => volume == "app-secrets:/run/secrets:ro");
        Assert.Contains(List(Service("db"), "volumes"), volume => volume == "db-secrets:/run/secrets:ro");
    }

    [Fact]
    public void Every_file_it_names_exists_and_whatever_lasts_is_watched()
    {
        foreach (var name in Services.Keys.Cast<string>())
        {
            var service = Service(name);
            foreach (var path in List(service, "volumes").Select(volume => volume.Split(':')[0]).Where(path => path.StartsWith("./", StringComparison.Ordinal)))
                Assert.True(File.Exists(Repository.File(path)), path);
            if (service.TryGetValue("build", out var build) && build is Dictionary<object, object> parts)
                Assert.True(File.Exists(Repository.File(Path.Combine((string)parts["context"], (string)parts.GetValueOrDefault("dockerfile", "Dockerfile")))), name);
        }
        Assert.All(["app", "db"], name => Assert.True(Service(name).ContainsKey("healthcheck"), name));
    }

    [Fact]
    public void Its_settings_are_ones_the_application_accepts()
    {
        var settings = Settings();
        Assert.True(settings.Https);
        Assert.NotEmpty(settings.KnownProxies);
        Assert.NotEmpty(settings.Options.Servers);
    }

    [Fact]
    public void Only_the_people_of_the_profile_to_try_are_served_unencrypted_and_a_server_that_is_not_set_does_not_exist()
    {
        var servers = Settings().Options.Servers;
        Assert.Equal(["*", "example.test"], servers.Select(server => server.Domain));
        Assert.Equal([false, true], servers.Select(server => server.AllowPlain));
        Assert.All([servers[0].Imap, servers[0].Smtp], url => Assert.EndsWith(".invalid", new Uri(url).Host, StringComparison.Ordinal));
        var networks = (Dictionary<object, object>)Service("mail")["networks"];
        var aliases = List((Dictionary<object, object>)networks["outside"], "aliases");
        Assert.All([servers[1].Imap, servers[1].Smtp], url => Assert.Contains(new Uri(url).Host, aliases));
    }

    [Theory]
    [InlineData("MAIL_IMAP", "MAIL_SMTP")]
    [InlineData("MAIL_SMTP", "MAIL_IMAP")]
    public void Half_a_configuration_ends_before_anything_starts(string set, string missing)
    {
        Assert.Contains(missing, Environment("secrets").Keys);
        var start = new ProcessStartInfo("sh", [Repository.File("docker/make-secrets")]) { RedirectStandardError = true };
        start.Environment[set] = "from .env";
        start.Environment.Remove(missing);
        using var script = Process.Start(start)!;
        Assert.Contains($"{missing} is not", script.StandardError.ReadToEnd(), StringComparison.Ordinal);
        script.WaitForExit();
        Assert.Equal(78, script.ExitCode);
        Assert.Contains("secrets", ((Dictionary<object, object>)Service("app")["depends_on"]).Keys);
    }

    [Fact]
    public void The_proxy_asks_more_often_than_the_application_goes_on_when_it_stops()
    {
        var interval = Regex.Match(File.ReadAllText(Repository.File("docker/Caddyfile")), @"health_interval (\d+)s").Groups[1].Value;
        Assert.InRange(int.Parse(interval, System.Globalization.CultureInfo.InvariantCulture), 1, Settings().Options.DrainSeconds - 1);
    }

    [Fact]
    public void The_image_of_the_tests_has_every_file_that_they_read() =>
        Assert.DoesNotContain(File.ReadLines(Repository.File(".dockerignore")), line => line.StartsWith("docker", StringComparison.Ordinal) || line.StartsWith("docs", StringComparison.Ordinal));

    /// <summary>Without an .env.</summary>
    Webmail.Hosting.WebmailSettings Settings()
    {
        var defaults = Environment("app").Where(setting => !setting.Key.EndsWith("_FILE", StringComparison.Ordinal) && !setting.Key.StartsWith("ASPNETCORE", StringComparison.Ordinal));
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(
            configuration, defaults.ToDictionary(setting => setting.Key.Replace("__", ":"), setting => (string?)Default(setting.Value)));
        return Webmail.Hosting.WebmailSettings.Read(configuration);
    }

    Dictionary<object, object> Services => (Dictionary<object, object>)file["services"];

    Dictionary<object, object> Service(string name) => (Dictionary<object, object>)Services[name];

    Dictionary<string, string> Environment(string name) =>
        Service(name).TryGetValue("environment", out var set) ? ((Dictionary<object, object>)set).ToDictionary(entry => (string)entry.Key, entry => $"{entry.Value}") : [];

    static List<string> List(Dictionary<object, object> service, string key) =>
        service.TryGetValue(key, out var list) ? [.. ((List<object>)list).Select(item => $"{item}")] : [];

    // ${NAME:-default}
    static string Default(string value) => Regex.Replace(value, @"\$\{\w+:-([^}]*)\}", "$1");
}
