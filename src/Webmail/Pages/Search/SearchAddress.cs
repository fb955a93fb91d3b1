using System.Globalization;
using Webmail.Mail.Searching;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Search;

/// <summary>A question and its place as addresses say it: <c>q=budget&amp;where=here&amp;folder=Clients~2FAcme&amp;until=2026-11-03</c>.</summary>
/// <param name="Folder">Full name of the mailbox for <see cref="SearchScope.Here"/>, and to offer it otherwise; may be empty.</param>
/// <param name="Until">The last day that is shown, for older results.</param>
public sealed record SearchAddress(string Query, SearchScope Where = SearchScope.Kept, string Folder = "", DateOnly? Until = null)
{
    /// <returns>Null when no question is asked, or the address says what none of ours does.</returns>
    public static SearchAddress? Read(IQueryCollection query)
    {
        if (query["q"].ToString() is not { Length: > 0 } text) return null;
        var folder = query["folder"].ToString();
        if (!MailboxPath.TryDecode(folder, out var mailbox) && folder.Length > 0) return null;
        var where = query["where"].ToString();
        var scope = SearchScope.Kept;
        if (where.Length > 0 && (!Enum.TryParse(where, ignoreCase: true, out scope) || !Enum.GetName(scope)!.Equals(where, StringComparison.OrdinalIgnoreCase))) return null;
        DateOnly? until = DateOnly.TryParseExact(query["until"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9000 ? day : null;
        return new SearchAddress(text, scope == SearchScope.Here && mailbox.Length == 0 ? SearchScope.Kept : scope, mailbox, until);
    }

    /// <summary>Without a leading mark.</summary>
    public string Parts => string.Join('&', All());

    IEnumerable<string> All()
    {
        yield return $"q={Uri.EscapeDataString(Query)}";
        if (Where != SearchScope.Kept) yield return $"where={Name(Where)}";
        if (Folder.Length > 0) yield return $"folder={MailboxPath.Encode(Folder)}";
        if (Until is { } until) yield return string.Create(CultureInfo.InvariantCulture, $"until={until:yyyy-MM-dd}");
    }

    public static string Name(SearchScope where) => Enum.GetName(where)!.ToLowerInvariant();
}
