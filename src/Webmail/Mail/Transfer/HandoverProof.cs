using MimeKit;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Transfer;

/// <summary>Looks for messages in the mailbox they were handed to.</summary>
sealed class HandoverProof(IMailStore target, string mailbox)
{
    /// <summary>More of one Message-ID are not looked through.</summary>
    const int Most = 10;

    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    /// <summary>A message that the server has taken without telling its key.</summary>
    public async Task<MessageKey?> FindAsync(Stream raw, MessageMarks marks) => (await CandidatesAsync(raw, marks)).FirstOrDefault(there => there.Octets == raw.Length)?.Key;

    /// <summary>Whether a message has arrived although the connection was lost. The server may still be at work on it: it gets a moment, and a second one.</summary>
    public async Task<MessageKey?> ArrivedAsync(Stream raw, MessageMarks marks)
    {
        for (var tries = 1; tries <= 2; tries++)
        {
            await Task.Delay(Moment * tries);
            // Nobody said that it was taken: it must be the same, letter by letter.
            using var hash = new LineHash();
            raw.Position = 0;
            await raw.CopyToAsync(hash);
            var wanted = hash.Complete();
            foreach (var there in await CandidatesAsync(raw, marks))
                if (await IsAsync(there.Key, wanted)) return there.Key;
        }
        return null;
    }

    /// <summary>Whether this message has this text, whatever its line ends: a server may write CRLF for what came without (RFC 5322 §2.3).</summary>
    public async Task<bool> IsAsync(MessageKey key, string lineHash)
    {
        using var hash = new LineHash();
        await target.CopySourceAsync(mailbox, key, hash, default);
        return hash.Complete() == lineHash;
    }

    /// <summary>Newest first.</summary>
    async Task<IReadOnlyList<MessageMarks>> CandidatesAsync(Stream raw, MessageMarks marks)
    {
        if (MessageId(raw) is not { Length: > 0 } id) return [];
        var found = (await target.FindAsync(mailbox, id, default)).TakeLast(Most).ToList();
        return [.. (await target.MarksAsync(mailbox, found, default)).Where(there => (there.Received - marks.Received).Duration() < TimeSpan.FromSeconds(1)).OrderByDescending(there => there.Key.Uid)];
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
