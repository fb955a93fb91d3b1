using System.Globalization;

namespace Webmail.Mail.Stores;

/// <summary>INBOX, the roles, then by name; a parent always stands before its children.</summary>
internal static class MailboxOrder
{
    static readonly StringComparer Alphabet = StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.IgnoreCase | CompareOptions.NumericOrdering);

    public static IReadOnlyList<Mailbox> Sort(IEnumerable<Mailbox> mailboxes)
    {
        var all = mailboxes.ToList();
        var names = all.Select(mailbox => mailbox.Name).ToHashSet(StringComparer.Ordinal);
        var byParent = all.ToLookup(mailbox => mailbox.Parent is { } parent && names.Contains(parent) ? parent : "", StringComparer.Ordinal);
        var sorted = new List<Mailbox>(all.Count);
        Add("");
        return sorted;

        void Add(string parent)
        {
            var siblings = byParent[parent].OrderBy(mailbox => mailbox.Owner).ThenBy(Rank).ThenBy(mailbox => mailbox.Name, Alphabet).ThenBy(mailbox => mailbox.Name, StringComparer.Ordinal);
            foreach (var mailbox in siblings)
            {
                sorted.Add(mailbox);
                Add(mailbox.Name);
            }
        }
    }

    static int Rank(Mailbox mailbox) => mailbox.Role == MailboxRole.None ? int.MaxValue : (int)mailbox.Role;
}
