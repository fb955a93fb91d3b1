using System.Security.Cryptography;
using System.Text;
using Webmail.MailServers.Processes;

namespace Webmail.MailServers.Serving;

/// <summary>The folders of this clone.</summary>
static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>Where samples, database and logs stay between starts; <c>WEBMAIL_RUN</c> names another place.</summary>
    public static string RunFolder =>
        Environment.GetEnvironmentVariable("WEBMAIL_RUN") is { Length: > 0 } folder ? folder : Path.Combine(Root, ".run");

    /// <summary>The application as it was built together with us.</summary>
    public static string Application =>
        Path.Combine(Root, "src/Webmail/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Webmail.dll");

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Webmail.sln"))) return folder.FullName;
        throw new InvalidOperationException("Webmail.sln is in none of the folders above.");
    }

    /// <summary>Where sample mail stays: in the clone, or in /var/tmp when the mail server's account cannot reach the clone (root's home).</summary>
    public static string MailFolder()
    {
        var near = Directory.CreateDirectory(Path.Combine(RunFolder, "mail")).FullName;
        if (Reaches(near)) return near;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(near)))[..8];
        return Directory.CreateDirectory($"/var/tmp/webmail-{name}").FullName;
    }

    static bool Reaches(string folder)
    {
        try
        {
            Unprivileged.Output([.. Unprivileged.Prefix(), "test", "-x", folder]);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
