using System.Globalization;
using System.IO.Compression;
using System.Text;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Transfer;

/// <summary>
/// Writes a whole mailbox to a stream, the newest message first; never more than a page of rows and a slice of one message in memory. A damaged message is left out
/// whole, the next ones follow, and the file says at its end what is missing: what has been sent cannot be taken back, nor its status.
/// </summary>
/// <param name="words">What is said of the messages that are missing.</param>
public sealed class MailboxExport(IMailStore store, string mailbox, TimeProvider time, Func<IReadOnlyList<Envelope>, LeftOutWords> words)
{
    /// <summary>Said of messages that are missing, in a zip.</summary>
    public const string Report = "NOT COMPLETE.txt";

    const int Page = 200;

    /// <summary>One file in mbox format. What is missing is named in a last message.</summary>
    public async Task WriteMboxAsync(Stream destination, CancellationToken cancel)
    {
        await using var mbox = new MboxWriter(destination);
        var leftOut = await EachAsync(store, mailbox, (envelope, _, raw) => AddAsync(mbox, envelope, raw, cancel), cancel);
        if (leftOut.Count == 0) return;
        var now = time.GetUtcNow();
        using var said = words(leftOut).ToMessage(now);
        using var last = new MemoryStream();
        await said.WriteToAsync(last, cancel);
        last.Position = 0;
        await AddAsync(mbox, new Envelope(default, MessageFlags.Flagged, said.Subject ?? "", [], [], now, now, HasAttachments: false, ""), last, cancel);
    }

    internal static async Task AddAsync(MboxWriter mbox, Envelope envelope, Stream raw, CancellationToken cancel)
    {
        await mbox.BeginAsync(envelope, cancel);
        await raw.CopyToAsync(mbox, cancel);
        await mbox.EndAsync(cancel);
    }

    /// <summary>A zip with a file for each message. Names are flat, numbered and safe on every system (A38). What is missing is named in <see cref="Report"/>.</summary>
    public async Task WriteZipAsync(Stream destination, CancellationToken cancel)
    {
        await using var zip = await ZipArchive.CreateAsync(destination, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        var leftOut = await EachAsync(store, mailbox, (envelope, number, raw) => AddAsync(zip, Name(envelope, number), envelope.Received, raw, cancel), cancel);
        if (leftOut.Count == 0) return;
        using var said = new MemoryStream(Encoding.UTF8.GetBytes(words(leftOut).Text.ReplaceLineEndings("\r\n")));
        await AddAsync(zip, Report, time.GetUtcNow(), said, cancel);
    }

    static async Task AddAsync(ZipArchive zip, string name, DateTimeOffset time, Stream bytes, CancellationToken cancel)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(Math.Clamp(time.Ticks, Oldest, Latest), TimeSpan.Zero);
        await using var file = await entry.OpenAsync(cancel);
        await bytes.CopyToAsync(file, cancel);
    }

    /// <summary>What a zip can say.</summary>
    static readonly long Oldest = new DateTime(1980, 1, 2).Ticks, Latest = new DateTime(2107, 1, 1).Ticks;

    internal static string Name(Envelope envelope, int number)
    {
        var subject = FileNames.OfWords(envelope.Subject);
        return string.Create(CultureInfo.InvariantCulture, $"{number:00000}{(subject.Length > 0 ? " " : "")}{subject}.eml");
    }

    /// <summary>Those that are whole: each is on the disk before the first octet of it is written.</summary>
    /// <param name="write">Is told the number of each, from 1.</param>
    /// <returns>The damaged ones.</returns>
    internal static async Task<IReadOnlyList<Envelope>> EachAsync(IMailStore store, string mailbox, Func<Envelope, int, Stream, Task> write, CancellationToken cancel)
    {
        var (number, leftOut) = (0, new List<Envelope>());
        await using var raw = Writing.TemporaryFile.New();
        for (var request = PageRequest.Newest with { Size = Page }; ;)
        {
            var page = await store.PageAsync(mailbox, request, cancel);
            foreach (var envelope in page.Envelopes)
            {
                number++;
                var whole = await WholeAsync(store, mailbox, envelope.Key, raw, cancel);
                if (whole == true) await write(envelope, number, raw);
                else if (whole == false) leftOut.Add(envelope);
            }
            if (!page.HasOlder || page.Envelopes.Count == 0) return leftOut;
            request = new PageRequest(PageSide.Older, page.Envelopes[^1].Key, page.First, Page);
        }
    }

    /// <returns>Whether it was all there; null for a message that is gone: whoever has deleted it meanwhile does not miss it.</returns>
    static async Task<bool?> WholeAsync(IMailStore store, string mailbox, MessageKey key, Stream raw, CancellationToken cancel)
    {
        raw.SetLength(0);
        try
        {
            await store.CopySourceAsync(mailbox, key, raw, cancel);
            raw.Position = 0;
            return true;
        }
        catch (MailFailure one) when (one.Kind is FailureKind.Damaged or FailureKind.MessageGone)
        {
            return one.Kind == FailureKind.Damaged ? false : null;
        }
    }
}
