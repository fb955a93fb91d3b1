namespace Webmail.Mail;

/// <summary>
/// Named places between two steps, where a test ends the process to prove what is left. Nothing arms them from outside: no setting, no variable, no request.
/// </summary>
static class Failpoint
{
    /// <summary>Set by tests alone.</summary>
    internal static Action<string>? Reached { private get; set; }

    public static void Pass(string name) => Reached?.Invoke(name);
}
