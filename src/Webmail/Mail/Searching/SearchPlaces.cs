using Webmail.Mail.Labels;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Searching;

/// <summary>Where a question is asked: what is kept (not junk and trash), one mailbox, all of an account, or what is kept in all accounts.</summary>
public enum SearchScope { Kept, Here, Everything, Accounts }

/// <summary>One mailbox that is asked.</summary>
public sealed record SearchPlace(string AccountId, IMailStore Store, Mailbox Mailbox)
{
    /// <summary>The account's address, where several are asked.</summary>
    public string Account { get; init; } = "";

    /// <summary>What else must hold here.</summary>
    public MessageQuery? Only { get; init; }

    /// <summary>What tells it from the others at a glance; null where one is asked.</summary>
    public LabelColour? Colour { get; init; }

    public AccountLabels Labels { get; init; } = AccountLabels.None;
}

/// <summary>Chooses the mailboxes of an account.</summary>
public static class SearchPlaces
{
    static readonly string[] Anywhere = ["anywhere", "all", "everywhere", "tout", "partout"];

    /// <param name="here">Full name, for <see cref="SearchScope.Here"/>.</param>
    public static IReadOnlyList<Mailbox> Of(IReadOnlyList<Mailbox> mailboxes, SearchScope scope, string here)
    {
        var selectable = mailboxes.Where(mailbox => mailbox.Selectable).ToList();
        if (scope == SearchScope.Here) return [.. selectable.Where(mailbox => mailbox.Name == here)];
        // One mailbox holds all there is (Gmail): asking the others, too, would find everything twice.
        var all = selectable.FirstOrDefault(mailbox => mailbox.Role == MailboxRole.All);
        var kept = all is not null ? selectable.Where(mailbox => mailbox == all || mailbox.Owner == MailboxOwner.Kept) : selectable.Where(mailbox => mailbox.Role != MailboxRole.Flagged);
        kept = kept.Where(mailbox => mailbox.Face is not (MailboxRole.Junk or MailboxRole.Trash));
        return scope == SearchScope.Everything ? [.. kept, .. selectable.Where(mailbox => mailbox.Face is MailboxRole.Junk or MailboxRole.Trash)] : [.. kept];
    }

    /// <summary>The mailboxes that <c>in:</c> means.</summary>
    /// <param name="named">What a mailbox may be called: its label in the person's language, for example.</param>
    /// <returns>The mailboxes, or the first name that fits none.</returns>
    public static (IReadOnlyList<Mailbox> Mailboxes, string? Unknown) In(IReadOnlyList<Mailbox> mailboxes, IReadOnlyList<string> names, Func<Mailbox, IEnumerable<string>> named)
    {
        var found = new List<Mailbox>();
        foreach (var name in names)
        {
            if (Anywhere.Contains(name, StringComparer.OrdinalIgnoreCase)) return (Of(mailboxes, SearchScope.Everything, ""), null);
            var fits = mailboxes.Where(mailbox => mailbox.Selectable && Fits(mailbox, name, named)).ToList();
            if (fits.Count == 0) return ([], name);
            found.AddRange(fits);
        }
        return ([.. found.Distinct()], null);
    }

    static bool Fits(Mailbox mailbox, string name, Func<Mailbox, IEnumerable<string>> named)
    {
        IEnumerable<string> own = [mailbox.Name, mailbox.Label, .. mailbox.Face == MailboxRole.None ? [] : new[] { mailbox.Face.ToString() }];
        return own.Concat(named(mailbox)).Any(candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
