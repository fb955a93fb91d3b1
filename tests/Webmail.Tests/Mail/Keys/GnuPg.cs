using System.Diagnostics;
using System.Text;

namespace Webmail.Tests.Mail.Keys;

/// <summary>Debian's own <c>gpg</c> with a key ring of its own, to meet what we write and to write what we read. A missing program fails.</summary>
sealed class GnuPg : IDisposable
{
    public const string Passphrase = "correct horse";

    // The agent's socket lies in it: its path must be short.
    readonly string home = Directory.CreateTempSubdirectory("gpg").FullName;

    /// <param name="slow">As it is delivered: keys are locked with so many rounds as this machine does in a tenth of a second, at each start and for each key.</param>
    public GnuPg(bool slow = false)
    {
        if (!slow) File.WriteAllText(Path.Combine(home, "gpg-agent.conf"), "s2k-count 65536\n");
    }

    /// <param name="algorithm"><c>future-default</c> is Ed25519 and Curve25519.</param>
    public GnuPg Make(string identity, string algorithm = "future-default", string usage = "default", string expires = "never")
    {
        Run([], "--quick-generate-key", identity, algorithm, usage, expires);
        return this;
    }

    public byte[] Secret(string address) => Run([], "--armor", "--export-secret-keys", address);
    public byte[] Public(string address) => Run([], "--armor", "--export", address);
    public void Import(string key) => Run(Encoding.UTF8.GetBytes(key), "--import");

    /// <summary>Of the only key there is, with the certificate that gpg makes beside each new key.</summary>
    public void Revoke() => Import(File.ReadAllText(Directory.GetFiles(Path.Combine(home, "openpgp-revocs.d")).Single()).Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal));

    /// <summary>Runs it on these bytes; fails when it does.</summary>
    public byte[] Run(byte[] input, params string[] words) => Tool.Run("gpg", input, out _, ["--homedir", home, "--charset", "utf-8", "--batch", "--yes", "--quiet", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", Passphrase, "--trust-model", "always", .. words]);

    /// <summary>What it says about a message.</summary>
    public (byte[] Text, string Said) Open(byte[] message)
    {
        var text = Tool.Run("gpg", message, out var said, ["--homedir", home, "--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", Passphrase, "--trust-model", "always", "--status-fd", "2", "--decrypt"]);
        return (text, said);
    }

    public string Verify(byte[] covered, byte[] signature)
    {
        var (text, seal) = (Path.Combine(home, "covered"), Path.Combine(home, "seal"));
        File.WriteAllBytes(text, covered);
        File.WriteAllBytes(seal, signature);
        Tool.Run("gpg", [], out var said, ["--homedir", home, "--batch", "--no-tty", "--trust-model", "always", "--status-fd", "2", "--verify", seal, text]);
        return said;
    }

    public void Dispose()
    {
        Tool.Run("gpgconf", [], out _, ["--homedir", home, "--kill", "all"]);
        Directory.Delete(home, recursive: true);
    }
}

/// <summary>A program of Debian's, run to its end.</summary>
static class Tool
{
    public static byte[] Run(string program, byte[] input, out string said, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var problems = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        var copied = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        copied.GetAwaiter().GetResult();
        said = problems.GetAwaiter().GetResult();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{program} {string.Join(' ', words)}: {said}");
    }
}
