using System.Threading.Channels;
using Webmail.Mail.Imap;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>Gets messages of an IMAP account, octet by octet, with their flags, keywords and dates, while those before them are read and stored.</summary>
/// <param name="most">So many messages, no more.</param>
sealed class CopyFetch(ImapStore live, CopyEntries entries, Pop3Round round, int most)
{
    /// <summary>A message that is larger is not taken.</summary>
    static readonly long MostOctets = new Pop3Limits().Message;

    /// <summary>So many are asked about at once.</summary>
    const int Together = 100;

    int taken;

    /// <summary>There is more than was taken.</summary>
    public bool Left { get; private set; }

    /// <summary>The server would not give something that it lists.</summary>
    public bool Missed { get; private set; }

    /// <summary>Messages that were known, and lie in another mailbox than before.</summary>
    public List<(Pop3Known Known, Mailbox Mailbox)> Filed { get; } = [];

    /// <param name="some">Entries of one mailbox.</param>
    public async Task RunAsync(Mailbox mailbox, IReadOnlyList<Pop3Entry> some, ChannelWriter<Pop3Arrival> into, CancellationToken cancel)
    {
        try
        {
            foreach (var chunk in some.Take(most - taken).Chunk(Together))
            {
                var marks = (await live.MarksAsync(mailbox.Name, [.. chunk.Select(entry => entries.Of(entry).Key)], cancel)).ToDictionary(one => one.Key);
                foreach (var entry in chunk)
                    // Who is not there any more has gone since the list was read.
                    if (marks.GetValueOrDefault(entries.Of(entry).Key) is { } one) await TakeAsync(mailbox, entry, one, into, cancel);
                taken += chunk.Length;
            }
            Left |= taken >= most;
        }
        finally
        {
            into.Complete();
        }
    }

    async Task TakeAsync(Mailbox mailbox, Pop3Entry entry, MessageMarks marks, ChannelWriter<Pop3Arrival> into, CancellationToken cancel)
    {
        entry = entry with { Size = (int)Math.Min(marks.Octets, int.MaxValue) };
        if (marks.Octets > MostOctets)
        {
            await into.WriteAsync(new Pop3Arrival(entry, null, null), CancellationToken.None);
            return;
        }
        if (await CopyAsync(mailbox, marks, cancel) is not { } spool) return;
        var fetched = round.Recognise(entry, spool);
        if (fetched.Known is { } known) Filed.Add((known, mailbox));
        await into.WriteAsync(new Pop3Arrival(entry, fetched, fetched.Known is null ? Task.Run(() => ReadAsync(spool, marks), CancellationToken.None) : null), CancellationToken.None);
    }

    /// <summary>Null for a message that cannot be had: it stays where it is.</summary>
    async Task<MessageSpool?> CopyAsync(Mailbox mailbox, MessageMarks marks, CancellationToken cancel)
    {
        var spool = new MessageSpool();
        try
        {
            await live.CopySourceAsync(mailbox.Name, marks.Key, spool, cancel);
            spool.Complete();
            // RFC822.SIZE is exact (RFC 9051 §2.3.4): with less of it, some is missing.
            if (spool.Octets > 0 && spool.Octets >= marks.Octets) return spool;
            Missed = true;
        }
        catch (MailFailure one) when (one.Kind is FailureKind.MessageGone or FailureKind.Refused or FailureKind.TooLarge or FailureKind.Damaged)
        {
            Missed |= one.Kind != FailureKind.MessageGone;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
        await spool.DisposeAsync();
        return null;
    }

    static async Task<LocalArrival> ReadAsync(MessageSpool spool, MessageMarks marks)
    {
        var letter = await LocalLetter.ReadAsync(spool.Reopen(), CancellationToken.None, Convert.FromHexString(spool.Sha256));
        return new LocalArrival(letter, marks.Flags & ~MessageFlags.Deleted, marks.Received) { Keywords = marks.Keywords };
    }
}
