using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>
/// Bodies that were prepared a moment ago. The reader tells what a body holds (blocked pictures) and its frame asks for the body right after:
/// the second costs no command. A body never changes under its key (RFC 9051 §2.3.1.1); memory only, bounded, one person's never another's.
/// </summary>
public sealed class RecentBodies : IDisposable
{
    const long MostOctets = 64 << 20;
    static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    readonly record struct Key(Guid Person, string Account, string Mailbox, MessageKey Message);

    readonly MemoryCache bodies = new(new MemoryCacheOptions { SizeLimit = MostOctets });

    /// <summary>The body with remote pictures blocked, prepared now or before.</summary>
    /// <param name="structure">Describes the message; only called when the body is not here.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<ReadBody> ReadAsync(
        Guid person, string account, IMailStore store, string mailbox, MessageKey key, Func<Task<MessagePart?>> structure, CancellationToken cancel)
    {
        var place = new Key(person, account, mailbox, key);
        if (bodies.TryGetValue(place, out ReadBody? kept)) return kept!;
        var body = await new MessageReader(store, mailbox, key, await structure()).ReadAsync(null, cancel);
        bodies.Set(place, body, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = KeptFor, Size = SizeOf(body) });
        return body;
    }

    public void Dispose() => bodies.Dispose();

    static long SizeOf(ReadBody body) => 1000 + body.Pieces.Sum(piece => piece switch
    {
        MarkupRead markup => markup.Html.Length * 2L,
        PictureRead picture => picture.Url.Length * 2L,
        _ => 0,
    });
}
