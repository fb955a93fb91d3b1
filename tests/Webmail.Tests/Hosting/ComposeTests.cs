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
        var defaults = Environment("app").Where(setting => !setting.Key.EndsWith("_FILE", StringComparison.Ordinal) && !setting.Key.StartsWith("ASPNETCORE", StringComparison.Ordinal));
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(
            configuration, defaults.ToDictionary(setting => setting.Key.Replace("__", ":"), setting => (string?)Default(setting.Value)));
        var settings = Webmail.Hosting.WebmailSettings.Read(configuration);
        Assert.True(settings.Https);
        Assert.NotEmpty(settings.KnownProxies);
        Assert.NotEmpty(settings.Options.Servers);
    }

    Dictionary<object, object> Services => (Dictionary<object, object>)file["services"];

    Dictionary<object, object> Service(string name) => (Dictionary<object, object>)Services[name];

    Dictionary<string, string> Environment(string name) =>
        Service(name).TryGetValue("environment", out var set) ? ((Dictionary<object, object>)set).ToDictionary(entry => (string)entry.Key, entry => $"{entry.Value}") : [];

    static List<string> List(Dictionary<object, object> service, string key) =>
        service.TryGetValue(key, out var list) ? [.. ((List<object>)list).Select(item => $"{item}")] : [];

    // ${NAME:-default}
    static string Default(string value) => System.Text.RegularExpressions.Regex.Replace(value, @"\$\{\w+:-([^}]*)\}", "$1");
}
