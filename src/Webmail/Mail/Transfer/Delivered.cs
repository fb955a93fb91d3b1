using MimeKit;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Transfer;

/// <summary>A message that was put somewhere.</summary>
/// <param name="Key">Null where the server does not tell.</param>
/// <param name="Octets">Of what was put there.</param>
/// <param name="LineHash">The same by <see cref="Transfer.LineHash"/>, asked for only where the size differs.</param>
sealed record DeliveredCopy(MessageKey? Key, long Octets, Func<Task<string>> LineHash);

/// <summary>Puts octets into a mailbox that is not theirs, once whatever breaks off, and tells whether they are there.</summary>
sealed class Delivered(IMailStore target, string mailbox)
{
    /// <summary>More of one Message-ID are not looked through.</summary>
    const int Most = 10;

    /// <summary>A message without a believable date was given that of the moment, which is another one the next time: only its letters tell.</summary>
    public bool AnyDate { get; init; }

    /// <summary>These belong to other messages, which may be the same letter by letter.</summary>
    public ISet<MessageKey> Taken { get; } = new HashSet<MessageKey>();

    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    /// <returns>Its key; null where the server does not tell and it cannot be found.</returns>
    public async Task<MessageKey?> AppendAsync(Stream raw, MessageMarks marks)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await target.AppendAsync(mailbox, raw, marks, default) ?? await FindAsync(raw, marks);
            }
            catch (MailFailure lost) when (lost.Kind is FailureKind.ConnectionLost or FailureKind.TimedOut)
            {
                if (await ArrivedAsync(raw, marks) is { } arrived) return arrived;
                if (tries == 2) throw;
            }
        }
    }

    /// <summary>Of each, in order, whether it was found there: as large, or letter by letter the same.</summary>
    public async Task<IReadOnlyList<bool>> ProvenAsync(IReadOnlyList<DeliveredCopy> copies)
    {
        var keys = copies.Select(copy => copy.Key).OfType<MessageKey>().Distinct();
        var sizes = (await target.MarksAsync(mailbox, [.. keys], default)).ToDictionary(marks => marks.Key, marks => marks.Octets);
        var proven = new List<bool>();
        foreach (var copy in copies)
            proven.Add(copy.Key is { } key && sizes.TryGetValue(key, out var octets) && (octets == copy.Octets || await IsAsync(key, await copy.LineHash())));
        return proven;
    }

    /// <summary>A message that the server has taken without telling its key.</summary>
    async Task<MessageKey?> FindAsync(Stream raw, MessageMarks marks) => (await CandidatesAsync(raw, marks)).FirstOrDefault(there => there.Octets == raw.Length)?.Key;

    /// <summary>Whether a message has arrived although the connection was lost. The server may still be at work on it: it gets a moment, and a second one.</summary>
    async Task<MessageKey?> ArrivedAsync(Stream raw, MessageMarks marks)
    {
        for (var tries = 1; tries <= 2; tries++)
        {
            await Task.Delay(Moment * tries);
            if (await TwinAsync(raw, marks) is { } arrived) return arrived;
        }
        return null;
    }

    /// <summary>The same message, letter by letter and of the same date: nobody has said that it was taken.</summary>
    public async Task<MessageKey?> TwinAsync(Stream raw, MessageMarks marks)
    {
        var candidates = await CandidatesAsync(raw, marks);
        var wanted = candidates.Count > 0 ? await LineHash.OfAsync(raw) : "";
        foreach (var there in candidates)
            if (await IsAsync(there.Key, wanted)) return there.Key;
        return null;
    }

    /// <summary>Whether this message has this text, whatever its line ends: a server may write CRLF for what came without (RFC 5322 §2.3).</summary>
    async Task<bool> IsAsync(MessageKey key, string lineHash)
    {
        using var hash = new LineHash();
        await target.CopySourceAsync(mailbox, key, hash, default);
        return hash.Complete() == lineHash;
    }

    /// <summary>Newest first.</summary>
    async Task<IReadOnlyList<MessageMarks>> CandidatesAsync(Stream raw, MessageMarks marks)
    {
        var found = MessageId(raw) is { Length: > 0 } id ? await target.FindAsync(mailbox, id, default) : await target.KeysAsync(mailbox, MessageOrder.Arrival, Alike(marks, raw.Length), default);
        found = [.. found.Where(key => !Taken.Contains(key)).OrderByDescending(key => key.Uid).Take(Most)];
        return [.. (await target.MarksAsync(mailbox, found, default)).Where(there => AnyDate || (there.Received - marks.Received).Duration() < TimeSpan.FromSeconds(1)).OrderByDescending(there => there.Key.Uid)];
    }

    /// <summary>What has no name of its own is looked for by its size and its date: a day more on both sides, for it is the server's clock.</summary>
    static MessageQuery Alike(MessageMarks marks, long octets)
    {
        var day = DateOnly.FromDateTime(marks.Received.UtcDateTime);
        return MessageQuery.Both(
            new MessageQuery.And(new MessageQuery.Since(day.AddDays(-1)), new MessageQuery.Before(day.AddDays(2))),
            new MessageQuery.And(new MessageQuery.Larger(octets - 1), new MessageQuery.Smaller(octets + 1)))!;
    }

    static string? MessageId(Stream raw)
    {
        raw.Position = 0;
        try
        {
            return EnvelopeFields.Ids(HeaderList.Load(ParserOptions.Default, raw), HeaderId.MessageId).FirstOrDefault();
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
