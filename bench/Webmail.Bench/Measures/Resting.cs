using System.Globalization;
using Webmail.Bench.Imap;
using Webmail.Bench.Seeding;
using Webmail.MailServers.Processes;

namespace Webmail.Bench.Measures;

/// <summary>What a connection of MailKit alone costs that is signed in, has INBOX open, and rests: in a process of its own, this program again, with the application's collector.</summary>
static class Resting
{
    const string Word = "rest";

    /// <returns>False when this process is the measuring one.</returns>
    public static async Task<bool> IsItselfAsync(string[] args)
    {
        if (args is not [Word, var port]) return false;
        Console.WriteLine((await OpenAsync(int.Parse(port, CultureInfo.InvariantCulture))).ToString(CultureInfo.InvariantCulture));
        return true;
    }

    /// <returns>Kilobytes of each.</returns>
    public static double Measure(int port) => double.Parse(
        Unprivileged.Output(["env", "DOTNET_gcServer=1", "dotnet", typeof(Resting).Assembly.Location, Word, port.ToString(CultureInfo.InvariantCulture)]), CultureInfo.InvariantCulture);

    static async Task<double> OpenAsync(int port)
    {
        var connections = new List<BareMailKit>();
        await UntilAsync(Memory.First);
        var before = await SettledAsync();
        await UntilAsync(Mailbox.Idle.Count);
        var each = (await SettledAsync() - before) / (double)(Mailbox.Idle.Count - Memory.First);
        connections.ForEach(connection => connection.Dispose());
        return each;

        async Task UntilAsync(int count)
        {
            while (connections.Count < count) connections.Add(await BareMailKit.OpenAsync(port, Mailbox.Idle[connections.Count].Address, Mailbox.Idle[connections.Count].Password));
        }
    }

    static async Task<long> SettledAsync()
    {
        var (itself, least) = (new ProcessTree(Environment.ProcessId), long.MaxValue);
        for (var look = 0; look < 6; look++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            least = Math.Min(least, itself.PssKilobytes);
        }
        return least;
    }
}
