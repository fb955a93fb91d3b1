using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Rendering;

namespace Webmail.Bench.Measures;

/// <summary>How long a worker takes to clean a newsletter of 60 kB with 600 inline styles, from asking to the answer.</summary>
static class Cleaning
{
    public const string Scenario = "clean a newsletter of 60 kB, 600 inline styles";

    static readonly CleanRequest Blocked = new(null, new Dictionary<string, string>());

    /// <param name="app">Folder of the published application: its worker is measured.</param>
    public static async Task<Series> MeasureAsync(string app, bool quick)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var options = new RenderOptions(new("dotnet", [Path.Combine(Path.GetFullPath(app), "Webmail.dll"), RenderWorker.Verb]), Workers: 1) { JobsPerWorker = int.MaxValue };
        await using var pool = new RenderPool(options, TimeProvider.System, services.GetRequiredService<IMeterFactory>(), NullLogger<RenderPool>.Instance);
        var cleaning = new HtmlCleaning(pool);
        var times = new List<double>();
        for (var round = -300; round < (quick ? 100 : 500); round++)
        {
            // Never the same twice: nothing but what an ordinary newsletter repeats is repeated.
            var html = Newsletter(round);
            var start = Stopwatch.GetTimestamp();
            if ((await cleaning.CleanAsync(html, Blocked, default, CancellationToken.None)).Html.Refused) throw new InvalidOperationException("The newsletter was refused.");
            if (round >= 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return new Series(Scenario, "worker", times);
    }

    static string Newsletter(int number)
    {
        var html = new StringBuilder("<html><head><style>@media (max-width:600px){.w{width:100%!important}} td{font-family:Arial}</style></head><body><table width=600>");
        for (var row = 0; row < 200; row++)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=w style=\"padding:{row % 9}px 16px;font-size:15px;line-height:1.5;color:#{row % 10}3{number & 7}333;border-bottom:1px solid #eee\">")
                .Append(CultureInfo.InvariantCulture, $"<a href=\"https://news.example/{number}/{row}\" style=\"color:#06c;text-decoration:none\"><img src=\"https://news.example/{row}.png\" width=120></a>")
                .Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0 0 {row}px\">Words of row {row}, as many as a short paragraph has.</p></td></tr>\n");
        return html.Append("</table></body></html>").ToString();
    }
}
