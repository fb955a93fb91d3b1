using System.Collections.Concurrent;
using System.Diagnostics;

namespace Webmail.Tests.Mail.Sending;

/// <summary>The talk with an <see cref="OutboxHost"/>: what is asked of it, and what it has said that it has.</summary>
sealed class OutboxLines
{
    readonly ConcurrentDictionary<string, bool> said = new();
    readonly Process process;
    readonly Task listening;

    public OutboxLines(Process process)
    {
        this.process = process;
        listening = Task.Run(ListenAsync);
    }

    public bool Has(Guid id) => said.ContainsKey($"{id}");

    /// <summary>One that has just died hears nothing: the line is asked again of the next.</summary>
    public async Task AskAsync(string line)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(line);
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // Said by HasExited.
        }
    }

    /// <summary>Until it is dead and everything has been heard that it said.</summary>
    public Task EndedAsync() => listening;

    async Task ListenAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line) said[line] = true;
    }
}
