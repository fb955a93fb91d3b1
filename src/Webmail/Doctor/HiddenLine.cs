namespace Webmail.Doctor;

/// <summary>A line that is typed without being shown; piped input is read as it comes.</summary>
static class HiddenLine
{
    public static string? Ask(string question)
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine();
        Console.Error.Write(question + " ");
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
