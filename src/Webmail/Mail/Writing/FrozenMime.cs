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
        var (bytes, hash) = await WriteAsync(message, cancel);
        for (var round = 0; round < MostRounds; round++)
        {
            using var read = await LoadAsync(bytes, cancel);
            var (again, hashAgain) = await WriteAsync(read, cancel);
            if (hashAgain == hash)
            {
                await again.DisposeAsync();
                bytes.Position = 0;
                return (bytes, hash);
            }
            await bytes.DisposeAsync();
            (bytes, hash) = (again, hashAgain);
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
        var (again, hashAgain) = await WriteAsync(message, cancel);
        await again.DisposeAsync();
        return hash == hashAgain ? hash : null;
    }

    /// <summary>The frozen message as MailKit takes it; its content stays in the stream, which must stay open.</summary>
    public static Task<MimeMessage> LoadAsync(Stream bytes, CancellationToken cancel)
    {
        bytes.Position = 0;
        return MimeMessage.LoadAsync(ParserOptions.Default, bytes, persistent: true, cancel);
    }

    static async Task<(FileStream, string)> WriteAsync(MimeMessage message, CancellationToken cancel)
    {
        var file = TemporaryFile.New();
        await message.WriteToAsync(MimeComposer.Format, file, cancel);
        file.Position = 0;
        return (file, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)));
    }
}
