using System.Security.Cryptography;

namespace Webmail.Mail.Pop3;

/// <summary>SHA-256 of a message up to its first empty line, of octets that come in pieces: the same for RETR and TOP of one message.</summary>
sealed class HeaderHash : IDisposable
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    // How much of LF CR LF has been seen; a line end at the very beginning is an empty line too.
    int matched = 1;
    bool ended;

    public void Append(ReadOnlySpan<byte> octets)
    {
        if (ended) return;
        var length = 0;
        while (length < octets.Length && !ended) Notice(octets[length++]);
        hash.AppendData(octets[..length]);
    }

    void Notice(byte octet)
    {
        if (octet == '\n')
        {
            ended = matched > 0;
            matched = 1;
        }
        else matched = matched == 1 && octet == '\r' ? 2 : 0;
    }

    public string Complete() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public void Dispose() => hash.Dispose();
}
