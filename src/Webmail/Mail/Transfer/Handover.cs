using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Transfer;

/// <summary>What came of handing messages over.</summary>
/// <param name="Arrived">Those that are there for certain, by the key they had and the one they have.</param>
/// <param name="Left">How many stay where they are, because that is not certain of them.</param>
/// <param name="Failure">What ended it early.</param>
public sealed record HandoverReceipt(IReadOnlyList<(MessageKey Was, MessageKey Is)> Arrived, int Left, MailFailure? Failure);

/// <summary>
/// Takes messages from one store to another, octet by octet, with flags and dates. An original is removed only after its copy has been found in its place:
/// whatever breaks off in between leaves two of them, never none.
/// </summary>
/// <param name="from">Mailbox of <paramref name="source"/>.</param>
/// <param name="to">Mailbox of <paramref name="target"/>.</param>
public sealed class Handover(IMailStore source, string from, IMailStore target, string to)
{
    readonly Delivered delivered = new(target, to);

    /// <summary>For as many messages as may be doubled when this process dies.</summary>
    /// <param name="keep">The originals stay.</param>
    /// <exception cref="MailFailure">Nothing was done.</exception>
    public async Task<HandoverReceipt> RunAsync(IReadOnlyCollection<MessageKey> keys, bool keep)
    {
        // Without a caller's token: what was appended must be known.
        if (!keep && !(await source.RightsAsync(from, default)).HasFlag(MailboxRights.TakeOut)) throw new MailFailure(FailureKind.ReadOnly);
        var (copies, left) = (new List<HandedCopy>(), 0);
        MailFailure? failure = null, refusal = null;
        foreach (var marks in await source.MarksAsync(from, keys, default))
        {
            try
            {
                copies.Add(await PutAsync(marks));
            }
            catch (MailFailure gone) when (gone.Kind == FailureKind.MessageGone)
            {
                // Somebody has removed it meanwhile.
            }
            catch (MailFailure one) when (one.Kind is FailureKind.Refused or FailureKind.TooLarge or FailureKind.Damaged)
            {
                (refusal, left) = (one, left + 1);
            }
            catch (MailFailure end)
            {
                failure = end;
                break;
            }
        }
        // What every one of them was refused for will be so for the next.
        return await EndAsync(copies, keep, new([], left, failure ?? (copies.Count == 0 ? refusal : null)));
    }

    async Task<HandedCopy> PutAsync(MessageMarks marks)
    {
        await using var spool = new MessageSpool();
        await source.CopySourceAsync(from, marks.Key, spool, default);
        spool.Complete();
        // RFC822.SIZE is exact (RFC 9051 §2.3.4): with less of it, some is missing.
        if (spool.Octets == 0 || spool.Octets < marks.Octets) throw new MailFailure(FailureKind.Damaged, "The message is shorter than its size.");
        var raw = spool.Reopen();
        return new HandedCopy(marks.Key, await delivered.AppendAsync(raw, marks), spool.Octets);
    }

    async Task<HandoverReceipt> EndAsync(List<HandedCopy> copies, bool keep, HandoverReceipt so)
    {
        try
        {
            var arrived = await ProvenAsync(copies);
            if (!keep && arrived.Count > 0) await source.ExpungeAsync(from, [.. arrived.Select(pair => pair.Was)], default);
            return so with { Arrived = arrived, Left = so.Left + copies.Count - arrived.Count };
        }
        catch (MailFailure doubt)
        {
            return so with { Left = so.Left + copies.Count, Failure = doubt };
        }
    }

    async Task<IReadOnlyList<(MessageKey Was, MessageKey Is)>> ProvenAsync(List<HandedCopy> copies)
    {
        var proven = await delivered.ProvenAsync([.. copies.Select(copy => new DeliveredCopy(copy.Key, copy.Octets, () => LineHashAsync(copy.Original)))]);
        return [.. copies.Zip(proven).Where(pair => pair.Second).Select(pair => (pair.First.Original, pair.First.Key!.Value))];
    }

    async Task<string> LineHashAsync(MessageKey original)
    {
        using var hash = new LineHash();
        await source.CopySourceAsync(from, original, hash, default);
        return hash.Complete();
    }

    sealed record HandedCopy(MessageKey Original, MessageKey? Key, long Octets);
}
