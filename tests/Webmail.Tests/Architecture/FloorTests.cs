using System.Reflection;

namespace Webmail.Tests.Architecture;

/// <summary>What this is built on is not older than the versions that closed known holes, and ways of reading that were holes elsewhere are not in the code.</summary>
public sealed class FloorTests
{
    static readonly Type[] All = typeof(Program).Assembly.GetTypes();

    [Theory]
    [InlineData("CVE-2026-30227", typeof(MimeKit.MimeMessage), "4.15.1"), InlineData("CVE-2026-41319", typeof(MailKit.Net.Imap.ImapClient), "4.16.0")]
    [InlineData("CVE-2026-40372", typeof(Microsoft.AspNetCore.DataProtection.EntityFrameworkCore.DataProtectionKey), "10.0.7"), InlineData("CVE-2025-55315", typeof(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServer), "10.0.0")]
    [InlineData("AngleSharp, nested markup", typeof(AngleSharp.Html.Parser.HtmlParser), "1.10.3"), InlineData("AngleSharp.Css, nested functions", typeof(AngleSharp.Css.Dom.ICssStyleSheet), "1.4.2")]
    [InlineData("HtmlSanitizer of 2026-08", typeof(Ganss.Xss.HtmlSanitizer), "10.0.1120")]
    public void Nothing_is_older_than_its_fix(string hole, Type type, string floor)
    {
        var informational = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', '-')[0];
        Assert.True(Version.Parse(informational) >= Version.Parse(floor), $"{hole}: {informational}");
    }

    [Fact]
    public void A76_CVE_2021_44026_CVE_2026_48842_no_sql_is_made_of_text() =>
        Assert.DoesNotContain(All.Where(type => type.Namespace?.Contains("Migrations", StringComparison.Ordinal) != true), type => MethodBodies.Members(type).Any(member => member.Name is "FromSqlRaw" or "ExecuteSqlRaw" or "ExecuteSqlRawAsync" or "SqlQueryRaw"));

    [Fact]
    public void A79_CVE_2025_49113_CVE_2026_35537_CVE_2026_48847_CVE_2022_30287_no_bytes_choose_the_type_they_are_read_as()
    {
        string[] readers = ["BinaryFormatter", "NetDataContractSerializer", "DataContractSerializer", "SoapFormatter", "LosFormatter", "ObjectStateFormatter", "JavaScriptSerializer", "XmlSerializer"];
        Assert.DoesNotContain(All, type => MethodBodies.Referenced(type).Any(used => readers.Contains(used.Name)));
        Assert.DoesNotContain(All, type => type.GetCustomAttributes<System.Text.Json.Serialization.JsonPolymorphicAttribute>(false).Any());
        Assert.DoesNotContain(All, type => MethodBodies.Members(type).Any(member => member.DeclaringType == typeof(Type) && member.Name == nameof(Type.GetType) && member is MethodInfo { IsStatic: true }));
    }

    [Fact]
    public void CVE_2020_12640_no_code_is_loaded_that_a_setting_or_a_path_names()
    {
        Type[] loaders = [typeof(Assembly), typeof(System.Runtime.Loader.AssemblyLoadContext), typeof(System.Runtime.InteropServices.NativeLibrary), typeof(AppDomain)];
        Assert.DoesNotContain(All, type => MethodBodies.Members(type).Any(member => (loaders.Contains(member.DeclaringType) && member.Name.StartsWith("Load", StringComparison.Ordinal))
            || (member.DeclaringType == typeof(Activator) && member is MethodInfo made && made.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(string))));
    }

    [Fact]
    public void A70_CVE_2026_32178_no_address_is_read_and_no_mail_sent_by_the_framework() => Assert.Empty(Users("System.Net.Mail"));

    [Fact]
    public void A74_A76_CVE_2026_48844_CVE_2026_75004_CVE_2026_75007_no_directory_is_asked_and_no_text_is_compiled() =>
        Assert.Empty(Users("System.DirectoryServices", "Novell.Directory", "Microsoft.CodeAnalysis", "System.Reflection.Emit", "System.CodeDom", "System.Linq.Dynamic", "Jint", "MailKit.Net.Sieve"));

    static IEnumerable<string> Users(params string[] namespaces) => All.Where(type => MethodBodies.Referenced(type).Any(used =>
        namespaces.Any(banned => used.Namespace == banned || used.Namespace?.StartsWith(banned + ".", StringComparison.Ordinal) == true))).Select(type => type.FullName!);
}
