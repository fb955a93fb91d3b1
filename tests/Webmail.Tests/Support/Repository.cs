namespace Webmail.Tests.Support;

/// <summary>Files of the checkout that the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string File(string path) => Path.Combine(Root, path);

    static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Webmail.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No Webmail.sln above the tests.");
    }
}
