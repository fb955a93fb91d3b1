using Microsoft.AspNetCore.Html;

namespace Webmail.Tests.Architecture;

/// <summary>Floors: Data ← Mail ← Live, Endpoints, Pages. Lower never knows upper.</summary>
public sealed class BoundaryTests
{
    static readonly Type[] All = typeof(Program).Assembly.GetTypes();

    [Fact]
    public void Mail_knows_no_web() => Nothing("Webmail.Mail", knows: name =>
        Is(name, "Microsoft.AspNetCore") || Is(name, "Webmail.Pages") || Is(name, "Webmail.Endpoints") || Is(name, "Webmail.Security")
        || Is(name, "Webmail.Turbo") || Is(name, "Webmail.Live") || Is(name, "Webmail.Hosting"));

    [Fact]
    public void Data_knows_no_mail_and_no_pages() => Nothing("Webmail.Data", knows: name => name.StartsWith("Webmail", StringComparison.Ordinal) && !Is(name, "Webmail.Data"));

    [Fact]
    public void Security_and_turbo_know_no_pages() => Nothing("Webmail.Security", knows: name => Is(name, "Webmail.Pages") || Is(name, "Webmail.Endpoints"));

    [Fact]
    public void Nobody_makes_trusted_html_of_text()
    {
        // The compiler of .cshtml files wraps attributes that it knows to be constant.
        var makers = All.Where(type => !type.IsDefined(typeof(Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemMetadataAttribute), false) && !IsView(type))
            .Where(type => MethodBodies.Members(type).Any(member => member.DeclaringType == typeof(HtmlString) && member.Name == ".ctor"));
        Assert.Empty(makers);
    }

    [Fact]
    public void Only_the_door_of_the_pool_opens_imap_connections()
    {
        var openers = All.Where(type => MethodBodies.Members(type).Any(member => member.DeclaringType == typeof(MailKit.Net.Imap.ImapClient) && member.Name == ".ctor"));
        Assert.All(openers, type => Assert.StartsWith("Webmail.Mail.Imap.ImapDoor", type.FullName));
    }

    [Fact]
    public void A39_CVE_2022_27925_CVE_2022_30333_nothing_of_a_stranger_is_inflated_here()
    {
        // Files are packed, never unpacked; a mail server is not asked to compress what it sends. LocalBytes unpacks what it has packed itself,
        // and BackupCommand the file that an administrator names on the command line: no request leads there.
        Type[] packing = [typeof(System.IO.Compression.ZipArchive), typeof(System.IO.Compression.ZipArchiveEntry)];
        var inflaters = All.Where(type => MethodBodies.Members(type).Any(member => (member.DeclaringType is { Namespace: "System.IO.Compression" } owner && !packing.Contains(owner))
            || (member.DeclaringType == typeof(MailKit.Net.Imap.ImapClient) && member.Name.StartsWith("Compress", StringComparison.Ordinal))));
        Assert.All(inflaters, type => Assert.Contains(Outermost(type), (Type[])[typeof(Webmail.Mail.Local.LocalBytes), typeof(Webmail.Backup.BackupCommand)]));
    }

    [Fact]
    public void A81_CVE_2024_45519_CVE_2020_12641_CVE_2026_74997_only_the_render_pool_starts_a_process()
    {
        var starters = All.Where(type => MethodBodies.Members(type).Any(member => member.DeclaringType == typeof(System.Diagnostics.Process) && member.Name is "Start" or ".ctor"));
        Assert.Equal([typeof(Webmail.Mail.Rendering.RenderProcess)], starters);
    }

    [Fact]
    public void A46_strangers_pictures_are_decoded_in_workers_only()
    {
        var painters = All.Where(type => MethodBodies.Members(type).Any(member => member.DeclaringType is { Namespace: "SkiaSharp" }));
        Assert.All(painters, type => Assert.Contains(Outermost(type), (Type[])[typeof(Webmail.Mail.Rendering.PictureJob), typeof(Webmail.Mail.Rendering.PictureFrames)]));
        var callers = All.Where(type => MethodBodies.Members(type).Any(member => member.DeclaringType == typeof(Webmail.Mail.Rendering.PictureJob) && member.Name == "Draw"));
        Assert.All(callers, type => Assert.Contains(Outermost(type), (Type[])[typeof(Webmail.Mail.Rendering.RenderJobs), typeof(Webmail.Mail.Rendering.DrawnInside)]));
    }

    [Fact]
    public void Strangers_html_is_parsed_in_workers_only()
    {
        var parsers = All.Where(type => MethodBodies.Members(type).Any(member => member.DeclaringType == typeof(Webmail.Mail.Sanitizing.HtmlCleaner) && member.Name == "Clean"));
        Assert.All(parsers, type => Assert.True(Outermost(type) == typeof(Webmail.Mail.Rendering.HtmlJob) || Outermost(type) == typeof(Webmail.Mail.Rendering.RenderWorker), type.FullName));
    }

    static void Nothing(string below, Func<string, bool> knows)
    {
        var offences = All.Where(type => Is(type.Namespace ?? "", below))
            .SelectMany(type => MethodBodies.Referenced(type).Where(used => knows(used.Namespace ?? "")).Select(used => $"{type.FullName} → {used.FullName}"));
        Assert.Empty(offences.Distinct());
    }

    static bool Is(string name, string floor) => name == floor || name.StartsWith(floor + ".", StringComparison.Ordinal);

    static bool IsView(Type type) => typeof(Microsoft.AspNetCore.Mvc.Razor.RazorPageBase).IsAssignableFrom(Outermost(type));

    static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
