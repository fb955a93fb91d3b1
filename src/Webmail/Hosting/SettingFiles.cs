namespace Webmail.Hosting;

/// <summary>
/// Every setting also as <c>…_FILE</c>: its value is then the content of that file, as container secrets come. Line ends at the end are not part of it.
/// </summary>
static class SettingFiles
{
    static readonly string[] Sections = ["Webmail:", "ConnectionStrings:"];

    public static void AddSettingFiles(this ConfigurationManager configuration)
    {
        var values = new Dictionary<string, string?>();
        var problems = new List<string>();
        foreach (var (name, path) in configuration.AsEnumerable().Where(IsFile))
        {
            var key = name[..^"_FILE".Length];
            var shown = key.Replace(":", "__", StringComparison.Ordinal);
            if (!string.IsNullOrEmpty(configuration[key])) problems.Add($"Both {shown} and {shown}_FILE are set. Remove one.");
            else if (!TryRead(path!, out var text)) problems.Add($"{shown}_FILE names {path}, which cannot be read.");
            else values[key] = text;
        }
        if (problems.Count > 0) throw new ConfigurationProblem(problems);
        configuration.AddInMemoryCollection(values);
    }

    static bool IsFile(KeyValuePair<string, string?> setting) =>
        setting.Key.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(setting.Value)
        && Sections.Any(section => setting.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase));

    static bool TryRead(string path, out string text)
    {
        text = "";
        try
        {
            text = File.ReadAllText(path).TrimEnd('\r', '\n');
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
