using System.Security.Cryptography;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;

namespace Webmail.Mail.Pop3;

/// <summary>Where a message is in the account it was put into.</summary>
/// <param name="Key">Null where the server does not tell.</param>
/// <param name="Proven">It was found there, as large as it must be.</param>
/// <param name="AccountId">The account.</param>
sealed record Pop3Put(MessageKey? Key, bool Proven, string AccountId);

/// <summary>A mailbox of another account.</summary>
/// <param name="Mailbox">Full name.</param>
sealed record Pop3Place(string AccountId, string Mailbox)
{
    public static Pop3Place Read(string text) => text.Split('/', 2) is [var account, var mailbox] ? new Pop3Place(account, mailbox) : new Pop3Place(text, "");

    public override string ToString() => $"{AccountId}/{Mailbox}";
}

/// <summary>Puts what was collected into a mailbox of an IMAP account.</summary>
sealed class Pop3Forwarding(Pop3Place place, IMailStore store)
{
    readonly Delivered delivered = new(store, place.Mailbox) { AnyDate = true };

    public Pop3Place Place => place;

    /// <summary>It was this account that would not take it.</summary>
    public bool Failed { get; private set; }

    /// <summary>Something may be there of which the ledger does not know: each message is looked for before it is put there, until a session has come to its end.</summary>
    public bool Looks { get; set; }

    /// <summary>What an earlier session has put there, which then broke off, is not put there again.</summary>
    /// <param name="taken">Of those of which the ledger knows, and which may be the same letter by letter: servers deliver one message twice.</param>
    /// <returns>One for each, in order.</returns>
    /// <exception cref="MailFailure">Some may be there already: they are found when they come again.</exception>
    public Task<IReadOnlyList<Pop3Put?>> PutAsync(IReadOnlyList<LocalArrival> messages, IEnumerable<MessageKey> taken)
    {
        Take(taken);
        return AtTargetAsync(async () =>
        {
            var keys = new List<MessageKey?>();
            foreach (var message in messages)
            {
                var marks = MarksOf(message);
                var key = (Looks ? await delivered.TwinAsync(message.Letter.Raw, marks) : null) ?? await delivered.AppendAsync(message.Letter.Raw, marks);
                if (key is { } there) delivered.Taken.Add(there);
                keys.Add(key);
            }
            return await ProveAsync(messages, keys);
        });
    }

    /// <summary>Which of them are there, of a session that broke off; in order, null for those that are not.</summary>
    public Task<IReadOnlyList<Pop3Put?>> FindAsync(IReadOnlyList<LocalArrival> messages, IEnumerable<MessageKey> taken)
    {
        Take(taken);
        return AtTargetAsync(async () =>
        {
            var found = new Pop3Put?[messages.Count];
            try
            {
                for (var index = 0; index < found.Length; index++)
                {
                    if (await delivered.TwinAsync(messages[index].Letter.Raw, MarksOf(messages[index])) is not { } key) continue;
                    delivered.Taken.Add(key);
                    found[index] = new Pop3Put(key, Proven: true, place.AccountId);
                }
            }
            catch (MailFailure gone) when (gone.Kind == FailureKind.MailboxGone)
            {
                // With all that was in it.
            }
            return (IReadOnlyList<Pop3Put?>)found;
        });
    }

    /// <summary>Whether what an earlier session has put there, and not looked at again, is there with the octets that the ledger knows.</summary>
    public Task<bool> HasAsync(Pop3Known known) => AtTargetAsync(async () =>
    {
        try
        {
            if (!MessageKey.TryParse(known.TargetUid, out var key) || (await store.MarksAsync(place.Mailbox, [key], default)).Count == 0) return false;
            using var hash = SHA256.Create();
            await using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write)) await store.CopySourceAsync(place.Mailbox, key, sink, default);
            return Convert.ToHexStringLower(hash.Hash!) == known.Sha256;
        }
        catch (MailFailure other) when (other.Kind is FailureKind.MailboxGone or FailureKind.MailboxChanged or FailureKind.MessageGone)
        {
            // The ledger notes the account: it may have been another mailbox there, or this one has been made anew.
            return false;
        }
    });

    async Task<T> AtTargetAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (MailFailure)
        {
            Failed = true;
            throw;
        }
    }

    async Task<IReadOnlyList<Pop3Put?>> ProveAsync(IReadOnlyList<LocalArrival> messages, List<MessageKey?> keys)
    {
        var proven = await delivered.ProvenAsync([.. messages.Zip(keys, (message, key) => new DeliveredCopy(key, message.Letter.Raw.Length, () => LineHash.OfAsync(message.Letter.Raw)))]);
        return [.. keys.Zip(proven, (key, there) => new Pop3Put(key, there, place.AccountId))];
    }

    // Also what this session has put there: if the ledger could not say so, it is looked for again.
    void Take(IEnumerable<MessageKey> taken)
    {
        delivered.Taken.Clear();
        delivered.Taken.UnionWith(taken);
    }

    static MessageMarks MarksOf(LocalArrival message) => new(default, message.Flags, message.Keywords, message.Received, message.Letter.Raw.Length);
}
