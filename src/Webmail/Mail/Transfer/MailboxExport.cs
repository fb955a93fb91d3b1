using System.Globalization;
using System.IO.Compression;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Transfer;

/// <summary>Writes a whole mailbox to a stream, the newest message first; never more than a page of rows and a slice of one message in memory.</summary>
public sealed class MailboxExport(IMailStore store, string mailbox)
{
    const int Page = 200;

    /// <summary>One file in mbox format.</summary>
    public async Task WriteMboxAsync(Stream destination, CancellationToken cancel)
    {
        await using var mbox = new MboxWriter(destination);
        await EachAsync(async (envelope, _) =>
        {
            await mbox.BeginAsync(envelope, cancel);
            await store.CopySourceAsync(mailbox, envelope.Key, mbox, cancel);
            await mbox.EndAsync(cancel);
        }, cancel);
    }

    /// <summary>A zip with a file for each message. Names are flat, numbered and safe on every system (A38).</summary>
    public async Task WriteZipAsync(Stream destination, CancellationToken cancel)
    {
        await using var zip = await ZipArchive.CreateAsync(destination, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        await EachAsync(async (envelope, number) =>
        {
            var entry = zip.CreateEntry(Name(envelope, number), CompressionLevel.Fastest);
            entry.LastWriteTime = new DateTimeOffset(Math.Clamp(envelope.Received.Ticks, Oldest, Latest), TimeSpan.Zero);
            await using var file = await entry.OpenAsync(cancel);
            await store.CopySourceAsync(mailbox, envelope.Key, file, cancel);
        }, cancel);
    }

    /// <summary>What a zip can say.</summary>
    static readonly long Oldest = new DateTime(1980, 1, 2).Ticks, Latest = new DateTime(2107, 1, 1).Ticks;

    internal static string Name(Envelope envelope, int number)
    {
        var subject = FileNames.OfWords(envelope.Subject);
        return string.Create(CultureInfo.InvariantCulture, $"{number:00000}{(subject.Length > 0 ? " " : "")}{subject}.eml");
    }

    /// <param name="write">Is told the number of each, from 1.</param>
    internal async Task EachAsync(Func<Envelope, int, Task> write, CancellationToken cancel)
    {
        var number = 0;
        for (var request = PageRequest.Newest with { Size = Page }; ;)
        {
            var page = await store.PageAsync(mailbox, request, cancel);
            foreach (var envelope in page.Envelopes) await write(envelope, ++number);
            if (!page.HasOlder || page.Envelopes.Count == 0) return;
            request = new PageRequest(PageSide.Older, page.Envelopes[^1].Key, page.First, Page);
        }
    }
}
