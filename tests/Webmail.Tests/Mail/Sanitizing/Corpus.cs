namespace Webmail.Tests.Mail.Sanitizing;

/// <summary>Real and hostile mail beside the repository; nothing of it is part of it. Tests that need it are skipped where it is not.</summary>
static class Corpus
{
    public static string Folder { get; } = Find();

    public static string Path(string name)
    {
        var path = System.IO.Path.Combine(Folder, name);
        Assert.SkipUnless(System.IO.Path.Exists(path), $"No corpus at {Folder}; set WEBMAIL_CORPUS.");
        return path;
    }

    static string Find()
    {
        if (Environment.GetEnvironmentVariable("WEBMAIL_CORPUS") is { Length: > 0 } set) return set;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Webmail.sln"))) root = root.Parent;
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(root?.FullName ?? ".", "..", "shared", "corpus"));
    }
}
