namespace Webmail.BrowserTests;

/// <summary>The browsers journeys are made with, as <c>script/setup test</c> installs them.</summary>
static class Chromium
{
    /// <summary>The browser a person has: keeps a profile, tells the desktop, and connects ahead of time as it likes.</summary>
    public static string Whole { get; } = Find("/usr/bin/chromium", "/usr/bin/google-chrome");

    /// <summary>The same engine and network without the browser's own windows, at half the cost: what pages do does not differ in it.</summary>
    public static string Engine { get; } = Find("/usr/bin/chromium-headless-shell", Whole);

    public static string[] Switches { get; } =
        ["--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking", .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>()];

    static string Find(params string[] places) => places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("Chromium is missing: script/setup test installs it.");
}
