namespace Webmail.Pages.Settings;

/// <summary>What a browser calls itself, in words a person recognises it by. A browser may lie: nothing but words and a picture hangs on it.</summary>
static class DeviceName
{
    // The first that occurs: all but the last pretend to be one of the later ones.
    static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static (string? Browser, string? System) Of(string userAgent) => (Find(Browsers, userAgent), Find(Systems, userAgent));

    public static string Icon(string userAgent) => Of(userAgent).System is "iPhone" or "iPad" or "Android" ? "smartphone" : "monitor";

    static string? Find((string Mark, string Name)[] known, string userAgent) => known.FirstOrDefault(entry => userAgent.Contains(entry.Mark, StringComparison.Ordinal)).Name;
}
