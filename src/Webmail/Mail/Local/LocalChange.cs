using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>A change to messages of one mailbox, refused as a whole when a key is of another UIDVALIDITY. What is gone already is left out.</summary>
sealed class LocalChange(WebmailDb db, LocalWriter writer, LocalMailbox mailbox, CancellationToken cancel)
{
    const int MostKeywords = 100;

    public async Task<IReadOnlyList<MessageKey>> FlagAsync(IReadOnlyCollection<MessageKey> keys, MessageFlags add, MessageFlags remove)
    {
        var (more, kept) = ((int)add, ~(int)remove);
        var differing = (await LocalRows.FindAsync(db, mailbox.Id, keys, cancel)).Where(message => ((message.Flags | more) & kept) != message.Flags).ToList();
        if (differing.Count == 0) return [];
        foreach (var some in Uids(differing))
            await Among(some).ExecuteUpdateAsync(set => set.SetProperty(message => message.Flags, message => (message.Flags | more) & kept), cancel);
        var counters = new LocalCounters(db, mailbox.Id, cancel);
        counters.CountUnread(differing.Sum(message => (message.Flags & 1) - (((message.Flags | more) & kept) & 1)));
        await counters.WriteAsync();
        return Keys(differing);
    }

    public async Task<IReadOnlyList<MessageKey>> LabelAsync(IReadOnlyCollection<MessageKey> keys, string keyword, bool on)
    {
        if (!MessageQuery.IsKeyword(keyword)) throw new ArgumentException("Not a keyword.", nameof(keyword));
        var differing = (await LocalRows.FindAsync(db, mailbox.Id, keys, cancel)).Where(message => Words(message).Contains(keyword, StringComparer.OrdinalIgnoreCase) != on).ToList();
        if (differing.Count == 0) return [];
        foreach (var alike in differing.GroupBy(message => message.Keywords))
        {
            var words = Words(alike.First());
            if (on && words.Length >= MostKeywords) throw new MailFailure(FailureKind.NoLabels);
            var after = string.Join(' ', (on ? words.Append(keyword) : words.Where(word => !word.Equals(keyword, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal));
            foreach (var some in Uids(alike)) await Among(some).ExecuteUpdateAsync(set => set.SetProperty(message => message.Keywords, after), cancel);
        }
        if (on) await writer.KnowAsync(mailbox, [new LocalCopy(0, 0, 0, keyword, 0)]);
        await new LocalCounters(db, mailbox.Id, cancel).WriteAsync();
        return Keys(differing);
    }

    /// <summary>Copies share the bytes and keep flags and dates. Another mailbox gives them UIDs of its own.</summary>
    /// <exception cref="MailFailure"><see cref="FailureKind.MessageGone"/>: none of them is there.</exception>
    public async Task<MoveReceipt> MoveAsync(IReadOnlyCollection<MessageKey> keys, LocalMailbox target, bool keep)
    {
        var messages = await LocalRows.FindAsync(db, mailbox.Id, keys, cancel);
        if (messages.Count == 0) throw new MailFailure(FailureKind.MessageGone);
        var first = await writer.InsertAsync(target, [.. messages.Select(message => new LocalCopy(message))]);
        if (!keep) await writer.RemoveAsync(mailbox, messages, kept: true);
        return new MoveReceipt(mailbox.Name, target.Name, [.. messages.Select((_, at) => new MessageKey((uint)target.Id, (uint)(first + at)))]) { Left = Keys(messages) };
    }

    public async Task<bool> ExpungeAsync(IReadOnlyCollection<MessageKey> keys)
    {
        var messages = await LocalRows.FindAsync(db, mailbox.Id, keys, cancel);
        if (messages.Count > 0) await writer.RemoveAsync(mailbox, messages);
        return true;
    }

    IQueryable<LocalMessage> Among(long[] uids) => db.Set<LocalMessage>().Where(message => message.MailboxId == mailbox.Id && uids.Contains(message.Uid));

    static IEnumerable<long[]> Uids(IEnumerable<LocalMessage> messages) => messages.Select(message => message.Uid).Chunk(LocalCounters.Batch);

    static string[] Words(LocalMessage message) => message.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    IReadOnlyList<MessageKey> Keys(List<LocalMessage> messages) => [.. messages.Select(message => new MessageKey((uint)mailbox.Id, (uint)message.Uid))];
}
