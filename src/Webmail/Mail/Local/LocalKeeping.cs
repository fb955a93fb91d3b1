using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>Where the bytes of a message are, and its conversation.</summary>
readonly record struct LocalKept(long Id, long Conversation);

/// <summary>Keeps the bytes of messages, each once for an account, and what is read from them.</summary>
sealed class LocalKeeping(WebmailDb db, LocalWriter writer, LocalQuota quota, CancellationToken cancel)
{
    /// <exception cref="MailFailure"><see cref="FailureKind.OverQuota"/>: roll back.</exception>
    /// <returns>One for each letter, in order.</returns>
    public async Task<IReadOnlyList<LocalKept>> KeepAsync(IReadOnlyList<LocalLetter> letters)
    {
        var there = await ThereAsync(letters);
        List<LocalMade> made = [.. letters.DistinctBy(Hash).Where(letter => !there.ContainsKey(Hash(letter))).Select(letter => new LocalMade(letter, letter.ToContent(writer.AccountId)))];
        if (made.Count > 0) await WriteAsync(made);
        // Not what was read at first: the new ones may have made one of two conversations.
        if (made.Count > 0 && there.Count > 0) there = await ThereAsync(letters);
        foreach (var (letter, content) in made) there[Hash(letter)] = new LocalKept(content.Id, content.Conversation);
        return [.. letters.Select(letter => there[Hash(letter)])];
    }

    async Task<Dictionary<string, LocalKept>> ThereAsync(IReadOnlyList<LocalLetter> letters)
    {
        Dictionary<string, LocalKept> there = [];
        foreach (var some in letters.Select(letter => letter.Sha256).Chunk(LocalCounters.Batch))
            foreach (var content in await db.Set<LocalContent>().Where(content => content.AccountId == writer.AccountId && some.Contains(content.Sha256))
                .Select(content => new { content.Id, content.Sha256, content.Conversation }).ToListAsync(cancel)) there[Convert.ToHexString(content.Sha256)] = new LocalKept(content.Id, content.Conversation);
        return there;
    }

    async Task WriteAsync(List<LocalMade> made)
    {
        var octets = made.Sum(message => message.Content.Octets);
        await quota.ExpectRoomAsync(db, writer.AccountId, octets, cancel);
        db.AddRange(made.Select(message => message.Content));
        await db.SaveChangesAsync(cancel);
        var rows = await LocalJoining.JoinAsync(db, writer.AccountId, made, cancel);
        rows.AddRange(made.Select(message => message.Letter.ToText(message.Content.Id)));
        rows.AddRange(made.Where(message => message.Letter.Packed is not null).Select(message => new LocalChunk { ContentId = message.Content.Id, Number = 0, Bytes = message.Letter.Packed! }));
        db.AddRange(rows);
        await db.SaveChangesAsync(cancel);
        foreach (var row in rows.Concat(made.Select(message => message.Content))) db.Entry(row).State = EntityState.Detached;
        foreach (var (letter, content) in made.Where(message => message.Letter.Packed is null)) await LocalBytes.WriteAsync(db, content.Id, letter.Raw, cancel);
        await writer.UseAsync(octets);
    }

    static string Hash(LocalLetter letter) => Convert.ToHexString(letter.Sha256);
}

/// <summary>A letter that is new to its account, and its row.</summary>
sealed record LocalMade(LocalLetter Letter, LocalContent Content);
