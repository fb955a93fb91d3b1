using Webmail.Mail.Accounts;
using Webmail.Mail.Writing;
using static Webmail.Mail.Stores.SenderWords;

namespace Webmail.Mail.Contacts;

/// <summary>One way to reach somebody, as typed or read from a file.</summary>
public sealed record CardDetail(DetailKind Kind, string Label, string Value);

/// <summary>What is known of somebody: what a form, a file and a merge have in common.</summary>
public sealed record ContactCard
{
    public const int LongestName = 200, LongestValue = 1000, LongestLabel = 40, LongestNote = 20_000, MostDetails = 60, MostGroups = 50;

    public string Uid { get; init; } = "";
    public string Name { get; init; } = "";
    public string Organisation { get; init; } = "";
    public string Title { get; init; } = "";
    public string Birthday { get; init; } = "";
    public string Note { get; init; } = "";
    public IReadOnlyList<CardDetail> Details { get; init; } = [];
    /// <summary>Names of groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
    public byte[]? Photo { get; init; }

    public IEnumerable<string> Addresses => Details.Where(detail => detail.Kind == DetailKind.Email).Select(detail => detail.Value);

    public bool IsEmpty => Name.Length == 0 && Organisation.Length == 0 && Details.Count == 0;

    /// <summary>
    /// One line per field, no control characters, no repetitions, within the limits (A31). What stands where an address should, and is none, goes into the note:
    /// nothing is lost. Who has no name is called by organisation or address.
    /// </summary>
    public ContactCard Tidy()
    {
        var details = Details.Select(Tidy).Where(detail => detail.Value.Length > 0).DistinctBy(detail => (detail.Kind, Folding.Text(detail.Value))).Take(MostDetails).ToList();
        var wrong = details.Where(detail => detail.Kind == DetailKind.Email && !AddrSpec.TryParse(detail.Value, out _)).ToList();
        details = [.. details.Except(wrong)];
        var name = Line(Name, LongestName);
        var organisation = Line(Organisation, LongestValue);
        return this with
        {
            Uid = Line(Uid, LongestValue), Organisation = organisation, Title = Line(Title, LongestValue), Birthday = Line(Birthday, 40), Details = details,
            Name = name.Length > 0 ? name : organisation.Length > 0 ? Cut(organisation, LongestName) : details.Count > 0 ? Cut(details[0].Value, LongestName) : "",
            Note = Lines(string.Join('\n', wrong.Select(detail => detail.Value).Prepend(Note).Where(line => line.Length > 0))),
            Groups = [.. Groups.Select(group => Line(group, LongestName)).Where(group => group.Length > 0).DistinctBy(Folding.Text).Take(MostGroups)],
        };
    }

    static CardDetail Tidy(CardDetail detail)
    {
        var value = detail.Kind == DetailKind.Postal ? Cut(Lines(detail.Value), LongestValue) : Line(detail.Value, LongestValue);
        return new CardDetail(detail.Kind, Line(detail.Label, LongestLabel), value);
    }

    static string Line(string text, int most) => Cut(HeaderText.Clean(text), most);

    static string Lines(string text) =>
        Cut(string.Concat(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Where(character => character == '\n' || !char.IsControl(character))).Trim(), LongestNote);
}
