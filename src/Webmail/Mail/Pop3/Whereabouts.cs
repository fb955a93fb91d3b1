using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;

namespace Webmail.Mail.Pop3;

/// <summary>Where the mail of an account is, counted from the ledger and from what is kept here; nothing is guessed.</summary>
/// <param name="Source">Null when the account is not collected over POP3.</param>
/// <param name="Here">Messages that this application keeps.</param>
/// <param name="Both">Of these, those that the provider's server has as well.</param>
/// <param name="OnServer">Messages on the provider's server by its last list.</param>
/// <param name="Skipped">Of these, those that are too large to be taken.</param>
/// <param name="DeletedHere">Of these, those that were here and have been deleted here.</param>
/// <param name="Unverified">Messages that were stored and could not be read back: they are not deleted on the server.</param>
public sealed record Whereabouts(bool Kept, Pop3Source? Source, int Here, int Both, int OnServer, int Skipped, int DeletedHere, int Unverified)
{
    /// <summary>Of the messages on the provider's server, those that were put into another account, and found there.</summary>
    public int Elsewhere { get; init; }

    /// <summary>It is an IMAP account of which copies are kept: all other mail of it is on the server alone.</summary>
    public bool Copies { get; init; }

    /// <summary>Some are too many by what the server has twice: copies are counted exactly.</summary>
    public int OnlyHere { get; init; } = Math.Max(0, Here - Both);

    public int OnlyThere => Math.Max(0, OnServer - Both - Elsewhere);

    /// <summary>On the server and not collected yet.</summary>
    public int Waiting => Math.Max(0, OnlyThere - Skipped - DeletedHere);

    public static async Task<Whereabouts> OfAsync(WebmailDb db, MailAccount account, CancellationToken cancel)
    {
        if (!account.KeptHere && !account.HasCopies) return new Whereabouts(false, null, 0, 0, 0, 0, 0, 0);
        var source = await db.Set<Pop3Source>().AsNoTracking().FirstOrDefaultAsync(row => row.AccountId == account.Id && row.PersonId == account.PersonId, cancel);
        var here = await db.Set<LocalContent>().CountAsync(content => content.AccountId == account.Id, cancel);
        if (source is null) return new Whereabouts(true, null, here, 0, 0, 0, 0, 0);
        var there = db.Set<Pop3Item>().Where(item => item.SourceId == source.Id && item.GoneSince == null);
        var taken = there.Where(item => item.State != Pop3ItemState.Skipped);
        var (others, elsewhere) = (taken.Where(item => item.TargetAccountId != null), taken.Where(item => item.TargetAccountId != null && item.State == Pop3ItemState.Verified));
        taken = taken.Where(item => item.TargetAccountId == null);
        var contents = db.Set<LocalContent>().Where(content => content.AccountId == account.Id);
        var kept = taken.Where(item => contents.Any(content => content.Sha256 == item.Sha256));
        var whereabouts = new Whereabouts(true, source, here, await kept.CountAsync(cancel), source.OnServer, await there.CountAsync(item => item.State == Pop3ItemState.Skipped, cancel),
            await taken.CountAsync(cancel) - await kept.CountAsync(cancel), await kept.CountAsync(item => item.State == Pop3ItemState.Stored, cancel) + await others.CountAsync(item => item.State == Pop3ItemState.Stored, cancel)) { Elsewhere = await elsewhere.CountAsync(cancel) };
        return account.HasCopies ? whereabouts with { Copies = true, OnlyHere = await contents.CountAsync(content => !taken.Any(item => item.Sha256 == content.Sha256), cancel) } : whereabouts;
    }
}
