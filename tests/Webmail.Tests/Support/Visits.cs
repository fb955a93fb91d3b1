namespace Webmail.Tests.Support;

/// <summary>A person who comes again and again to an application that may die over it: their requests bring the key that its worker needs.</summary>
static class Visits
{
    public static async Task ComeAsync(Browser browser)
    {
        try
        {
            using var opened = await browser.GetAsync("/mail");
            using var list = await browser.GetAsync(opened.Headers.Location?.ToString() ?? "/mail");
        }
        catch (HttpRequestException)
        {
            // It died over it.
        }
    }

    /// <summary>False when it never did.</summary>
    public static async Task<bool> UntilEndedAsync(ChildApp app, Browser browser)
    {
        // Until the worker asks for the key, requests do not leave it.
        for (var tries = 0; tries < 120 && !app.HasExited; tries++, await Task.Delay(250)) await ComeAsync(browser);
        return app.HasExited;
    }
}
