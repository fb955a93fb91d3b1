using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>Somebody who takes part in a conversation.</summary>
/// <param name="Unread">Whether they wrote something that is not read yet.</param>
public readonly record struct Participant(string Name, bool Unread);

/// <summary>The rows of a list of conversations: a whole page of them, or the one that changed.</summary>
/// <param name="Me">The person's own address.</param>
public sealed record ConversationRows(IReadOnlyList<Conversation> Conversations, RowsView Rows, string Me)
{
    const int MostPeople = 4;

    /// <summary>What opening leads to: its newest message, by which the row is known, too.</summary>
    public static MessageKey KeyOf(Conversation conversation) => conversation.Newest.Key;

    public bool IsOpen(Conversation conversation) => Rows.Opened is { } opened && conversation.Messages.Any(message => message.Key == opened);

    /// <summary>
    /// Who takes part, in the order they joined, each once; of many the first and the last ones, with a gap between (an empty name). Alone, somebody has
    /// their full name.
    /// </summary>
    public IReadOnlyList<Participant> People(Conversation conversation, IStringLocalizer<ConversationText> text)
    {
        var people = conversation.Messages.SelectMany(message => Writers(message).Select(person => (Person: person, message.Unread)))
            .GroupBy(entry => (entry.Person.Address.Length > 0 ? entry.Person.Address : entry.Person.Name).ToUpperInvariant())
            .Select(same => (same.First().Person, Unread: same.Any(entry => entry.Unread))).ToList();
        var alone = people.Count == 1;
        var named = people.Select(entry => new Participant(NameOf(entry.Person, alone, text), entry.Unread && conversation.Unread)).ToList();
        return named.Count <= MostPeople ? named : [named[0], new("", false), .. named.TakeLast(MostPeople - 2)];
    }

    /// <summary>In what one wrote: whom it went to.</summary>
    IEnumerable<Correspondent> Writers(Envelope message) => Rows.ShowsRecipients ? message.To : message.From.Take(1);

    string NameOf(Correspondent person, bool alone, IStringLocalizer<ConversationText> text)
    {
        if (!alone && person.Address.Equals(Me, StringComparison.OrdinalIgnoreCase)) return text["Me"];
        return alone ? Shown.Name(person) : Shown.ShortName(person);
    }
}
