using System.Globalization;

namespace Webmail.Tests.Support;

/// <summary>How often tests repeat what is left to chance: by default as often as everybody can wait for.</summary>
public static class LongRuns
{
    /// <summary>With <c>WEBMAIL_LONG_RUNS=10</c> ten times as often.</summary>
    public static int Of(int usual) => usual * (int.TryParse(Environment.GetEnvironmentVariable("WEBMAIL_LONG_RUNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0 ? times : 1);
}
