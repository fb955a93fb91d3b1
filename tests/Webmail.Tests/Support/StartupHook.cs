using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Webmail.Mail;
using Webmail.Tests.Mail.Sending;

/// <summary>
/// Runs before the application in a child process (DOTNET_STARTUP_HOOKS) and arms one of its failpoints: the process is killed there, as by a power cut.
/// The runtime looks for a type of this name, in no namespace.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime wants it so.")]
sealed class StartupHook
{
    public const string Variable = "WEBMAIL_TEST_ENDS_AT";

    public static void Initialize()
    {
        // Children of the child are not meant.
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
        AppDomain.CurrentDomain.AssemblyResolve += (_, wanted) =>
            Path.Combine(AppContext.BaseDirectory, $"{new AssemblyName(wanted.Name).Name}.dll") is var file && File.Exists(file) ? Assembly.LoadFrom(file) : null;
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name) Arm(name);
        if (Environment.GetEnvironmentVariable(OutboxHost.Variable) is { Length: > 0 }) RunOutbox();
        // The tests hold the other end: when they end, however, so does this.
        new Thread(() => { Console.OpenStandardInput().ReadByte(); Environment.Exit(0); }) { IsBackground = true }.Start();
    }

    /// <summary>Instead of the application, until the tests let go of it.</summary>
    static void RunOutbox()
    {
        OutboxHost.RunAsync().GetAwaiter().GetResult();
        Environment.Exit(0);
    }

    static void Arm(string name) => Failpoint.Reached = reached =>
    {
        if (reached != name) return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    };
}
