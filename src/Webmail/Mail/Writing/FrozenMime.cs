using System.Security.Cryptography;
using MimeKit;

namespace Webmail.Mail.Writing;

/// <summary>
/// Messages whose octets are decided. MailKit wants a message and writes it out itself; here is proven that what it writes is what was frozen, at every
/// attempt and for the copy in Sent.
/// </summary>
static class FrozenMime
{
    const int MostRounds = 4;

    /// <summary>Writes a message until reading and writing it again changes nothing.</summary>
    /// <returns>A temporary file at its beginning, and its SHA-256 in hexadecimal.</returns>
    public static async Task<(FileStream Bytes, string Hash)> FreezeAsync(MimeMessage message, CancellationToken cancel)
    {
        var bytes = TemporaryFile.New();
        var hash = await WriteAsync(message, bytes, cancel);
        for (var round = 0; round < MostRounds; round++)
        {
            using var read = await LoadAsync(bytes, cancel);
            if (await WriteAsync(read, Stream.Null, cancel) == hash)
            {
                bytes.Position = 0;
                return (bytes, hash);
            }
            var again = TemporaryFile.New();
            hash = await WriteAsync(read, again, cancel);
            await bytes.DisposeAsync();
            bytes = again;
        }
        await bytes.DisposeAsync();
        throw new InvalidOperationException("The message does not come out as it went in.");
    }

    /// <summary>SHA-256 of a message that MailKit will send octet by octet; null when it would write it in another way.</summary>
    public static async Task<string?> ExactHashAsync(Stream bytes, CancellationToken cancel)
    {
        bytes.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancel));
        using var message = await LoadAsync(bytes, cancel);
        return await WriteAsync(message, Stream.Null, cancel) == hash ? hash : null;
    }

    /// <summary>The frozen message as MailKit takes it; its content stays in the stream, which must stay open.</summary>
    public static Task<MimeMessage> LoadAsync(Stream bytes, CancellationToken cancel)
    {
        bytes.Position = 0;
        return MimeMessage.LoadAsync(ParserOptions.Default, bytes, persistent: true, cancel);
    }

    /// <returns>SHA-256 of what was written, made on the way.</returns>
    static async Task<string> WriteAsync(MimeMessage message, Stream destination, CancellationToken cancel)
    {
        using var hash = SHA256.Create();
        await using var hashing = new CryptoStream(destination, hash, CryptoStreamMode.Write, leaveOpen: true);
        await message.WriteToAsync(MimeComposer.Format, hashing, cancel);
        await hashing.FlushFinalBlockAsync(cancel);
        return Convert.ToHexStringLower(hash.Hash!);
    }
}
