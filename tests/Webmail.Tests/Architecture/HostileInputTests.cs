using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Webmail.Tests.Support;

namespace Webmail.Tests.Architecture;

/// <summary>Ways of reading that a stranger's input could turn against us are not in the code.</summary>
public sealed class HostileInputTests
{
    static readonly Type[] All = typeof(Program).Assembly.GetTypes();

    [Fact]
    public void A44_regular_expressions_are_compiled_at_build_time_and_cannot_run_away()
    {
        var makers = All.Where(type => MethodBodies.Members(type).Any(member => member.DeclaringType == typeof(Regex) && (member.Name is ".ctor" || member is System.Reflection.MethodInfo { IsStatic: true })))
            .Where(type => type.Namespace != "System.Text.RegularExpressions.Generated");
        Assert.DoesNotContain(makers, type => !type.FullName!.Contains("RegexGenerator", StringComparison.Ordinal));
        // Each pattern meets a long input that almost matches, many times over.
        foreach (var pattern in Patterns())
        {
            var regex = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(5));
            foreach (var bait in (string[])["1", "a", "9.", "1.1.", "-", " ", "HEADER", "<", "/"]) regex.IsMatch(string.Concat(Enumerable.Repeat(bait, 200_000)) + "!");
        }
    }

    [Fact]
    public void A47_no_xml_is_read_with_entities()
    {
        Type[] readers = [typeof(XmlDocument), typeof(XDocument), typeof(XElement), typeof(XmlTextReader), typeof(System.Xml.Serialization.XmlSerializer), typeof(System.Xml.Xsl.XslCompiledTransform), typeof(System.Xml.XPath.XPathDocument)];
        var parsing = All.Where(type => MethodBodies.Members(type).Any(member => readers.Contains(member.DeclaringType) && member.Name is "Load" or "LoadAsync" or "LoadXml" or "Parse" or "Deserialize"));
        // What the key ring decrypts was sealed by this server.
        Assert.DoesNotContain(parsing, type => !Prohibits(type) && type.Name != "KeyRingDecryptor");
    }

    /// <summary>A reader that says so itself: <c>DtdProcessing.Prohibit</c>, no resolver.</summary>
    static bool Prohibits(Type type) =>
        MethodBodies.Members(type).Any(member => member.Name == "set_DtdProcessing") && MethodBodies.Members(type).Any(member => member.Name == "set_XmlResolver");

    static IEnumerable<string> Patterns() =>
        Directory.EnumerateFiles(Repository.File("src/Webmail"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "GeneratedRegex\\(@?\"((?:[^\"\\\\]|\\\\.)*)\"").Select(match => match.Groups[1].Value));
}
