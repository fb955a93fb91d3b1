using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;

namespace Webmail.Mail.Pop3;

/// <summary>Where a message is in the account it was put into.</summary>
/// <param name="Key">Null where the server does not tell.</param>
/// <param name="Proven">It was found there, as large as it must be.</param>
sealed record Pop3Put(MessageKey? Key, bool Proven);

/// <summary>Puts what was collected into a mailbox of an IMAP account.</summary>
sealed class Pop3Forwarding(string accountId, IMailStore store, string mailbox)
{
    readonly Delivered delivered = new(store, mailbox);

    public string AccountId => accountId;

    /// <summary>It was this account that would not take it.</summary>
    public bool Failed { get; private set; }

    /// <summary>Something may be there of which the ledger does not know: each message is looked for before it is put there, until a session has come to its end.</summary>
    public bool Looks { get; set; }

    /// <summary>What an earlier session has put there, which then broke off, is not put there again.</summary>
    /// <returns>One for each, in order.</returns>
    /// <exception cref="MailFailure">Some may be there already: they are found when they come again.</exception>
    public async Task<IReadOnlyList<Pop3Put>> PutAsync(IReadOnlyList<LocalArrival> messages)
    {
        try
        {
            var keys = new List<MessageKey?>();
            foreach (var message in messages)
            {
                var marks = new MessageMarks(default, message.Flags, message.Keywords, message.Received, message.Letter.Raw.Length);
                keys.Add((Looks ? await delivered.TwinAsync(message.Letter.Raw, marks) : null) ?? await delivered.AppendAsync(message.Letter.Raw, marks));
            }
            return await ProveAsync(messages, keys);
        }
        catch (MailFailure)
        {
            Failed = true;
            throw;
        }
    }

    async Task<IReadOnlyList<Pop3Put>> ProveAsync(IReadOnlyList<LocalArrival> messages, List<MessageKey?> keys)
    {
        var proven = await delivered.ProvenAsync([.. messages.Zip(keys, (message, key) => new DeliveredCopy(key, message.Letter.Raw.Length, () => LineHash.OfAsync(message.Letter.Raw)))]);
        return [.. keys.Zip(proven, (key, there) => new Pop3Put(key, there))];
    }
}
