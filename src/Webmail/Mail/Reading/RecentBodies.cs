using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Rendering;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>
/// Bodies that were prepared a moment ago. The reader tells what a body holds (blocked pictures) and its frame asks for the body right after:
/// the second costs no command. A body never changes under its key (RFC 9051 §2.3.1.1); memory only, bounded, one person's never another's.
/// </summary>
public sealed class RecentBodies(HtmlCleaning cleaning, PictureDrawing drawing) : IDisposable
{
    const long MostOctets = 64 << 20;
    static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    readonly record struct Key(Guid Person, string Account, string Mailbox, MessageKey Message);

    readonly MemoryCache bodies = new(new MemoryCacheOptions { SizeLimit = MostOctets });

    /// <summary>The body with remote pictures blocked, prepared now or before.</summary>
    /// <param name="structure">Describes the message; only called when the body is not here.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<ReadBody> ReadAsync(string account, MessageAt at, Func<Task<MessagePart?>> structure, CancellationToken cancel)
    {
        // Marked by a question that is hardly ever asked twice.
        if (at.Marked.Count > 0) return await new MessageReader(at, await structure(), cleaning, drawing).ReadAsync(null, cancel);
        var place = new Key(at.Person, account, at.Mailbox, at.Key);
        if (bodies.TryGetValue(place, out ReadBody? kept)) return kept!;
        var body = await new MessageReader(at, await structure(), cleaning, drawing).ReadAsync(null, cancel);
        // What was only refused because too much was waiting may work the next time.
        if (!body.IsMakeshift) bodies.Set(place, body, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = KeptFor, Size = SizeOf(body) });
        return body;
    }

    /// <summary>The body with its remote pictures shown through our proxy.</summary>
    /// <param name="proxy">Our address for a picture's; null when it has none.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<ReadBody> ReadWithPicturesAsync(
        string account, MessageAt at, Func<string, string?> proxy, Func<Task<MessagePart?>> structure, CancellationToken cancel)
    {
        // A worker knows no keys: which addresses need signing is known from the blocked body.
        var blocked = await ReadAsync(account, at with { Marked = [] }, structure, cancel);
        var signed = blocked.RemoteAddresses.Select(address => (Address: address, Ours: proxy(address))).Where(pair => pair.Ours is not null).ToDictionary(pair => pair.Address, pair => pair.Ours!);
        return signed.Count == 0 ? blocked : await new MessageReader(at, await structure(), cleaning, drawing).ReadAsync(signed, cancel);
    }

    public void Dispose() => bodies.Dispose();

    static long SizeOf(ReadBody body) => 1000 + body.Pieces.Sum(piece => piece switch
    {
        MarkupRead markup => markup.Html.Length * 2L,
        PictureRead picture => picture.Url.Length * 2L,
        _ => 0,
    });
}
