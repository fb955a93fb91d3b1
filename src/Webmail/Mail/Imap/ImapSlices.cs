using System.Text.RegularExpressions;
using MailKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>A part of a message on the server.</summary>
/// <param name="Specifier">As in <see cref="MessagePart"/>; empty for the whole message.</param>
internal sealed partial record ImapSection(MessageKey Key, string Specifier)
{
    // It is written into the command as it is, and it may come back from a URL.
    public bool IsValid => Specifier.Length == 0 || (Specifier.Length < 500 && Written().IsMatch(Specifier));

    [GeneratedRegex(@"^[1-9]\d{0,6}(\.[1-9]\d{0,6})*(\.(TEXT|HEADER|MIME))?\z|^HEADER\z", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}

/// <summary>
/// Fetches a part in slices, each a call of its own: memory stays flat whatever its size, the connection serves others in between, and a slow
/// reader holds nothing but his own request. <c>BODY.PEEK</c> never marks a message as seen.
/// </summary>
internal sealed class ImapSlices(ImapSessions sessions, MailLogin login, string mailbox, ImapSection section, CommandPlan plan)
{
    const int Slice = 256 * 1024;

    /// <summary>Decoded bytes, at most <paramref name="limit"/>.</summary>
    public async Task<PartContent> ReadAsync(string encoding, int limit, CancellationToken cancel)
    {
        using var bytes = new LimitedBuffer(limit);
        await CopyAsync(encoding, bytes, () => bytes.IsFull, cancel);
        return new PartContent(bytes.Content, bytes.IsFull);
    }

    public Task CopyAsync(string encoding, Stream destination, CancellationToken cancel) => CopyAsync(encoding, destination, () => false, cancel);

    async Task CopyAsync(string encoding, Stream destination, Func<bool> enough, CancellationToken cancel)
    {
        await using var decoded = TransferEncodings.Decoder(encoding, destination);
        for (long offset = 0; offset < int.MaxValue && !enough(); offset += Slice)
        {
            var slice = await FetchAsync((int)offset, cancel);
            await decoded.WriteAsync(slice, cancel);
            if (slice.Length < Slice) break;
            // RFC 9051 §6.4.5 counts to 4 GB, MailKit to 2: an end that cannot be reached must not look like one.
            if (offset > int.MaxValue - (2L * Slice)) throw new MailFailure(FailureKind.TooLarge);
        }
        await decoded.FlushAsync(cancel);
    }

    Task<byte[]> FetchAsync(int offset, CancellationToken cancel) => sessions.UseAsync(login, mailbox, async (session, deadline) =>
    {
        session.Expect(section.Key);
        if (!section.IsValid) throw new MailFailure(FailureKind.MessageGone);
        await using var stream = await StreamAsync(session, offset, deadline);
        if (stream.Length > Slice) throw new MailFailure(FailureKind.Damaged, "The server sent more than was asked for.");
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, deadline);
        return bytes;
    }, plan, cancel);

    async Task<Stream> StreamAsync(ImapSession session, int offset, CancellationToken deadline)
    {
        var uid = new UniqueId(section.Key.Uid);
        try
        {
            return await session.Folder.GetStreamAsync(uid, section.Specifier, offset, Slice, deadline);
        }
        // It may have come after this connection last heard of the mailbox: another one showed it in a list.
        catch (MessageNotFoundException) when (!session.Fresh && offset == 0)
        {
            await session.SyncAsync(deadline);
            return await session.Folder.GetStreamAsync(uid, section.Specifier, offset, Slice, deadline);
        }
    }
}
