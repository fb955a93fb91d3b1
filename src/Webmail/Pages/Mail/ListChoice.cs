using System.Globalization;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>Which messages a list shows.</summary>
public enum ListFilter { Unread, Flagged, Attachment, ToMe }

/// <summary>
/// Order and filters of a list, as its address says them (<c>?order=-subject&amp;only=unread&amp;since=2026-11-01</c>; a minus turns the order round)
/// or, where it says no order, as the person chose for the mailbox.
/// </summary>
/// <param name="Remembered">The order that needs no mention.</param>
public sealed record ListChoice(MessageOrder Order, IReadOnlyList<ListFilter> Only, DateOnly? Since, MessageOrder Remembered)
{
    public static readonly ListChoice Plain = new(MessageOrder.Arrival, [], null, MessageOrder.Arrival);

    /// <summary>The keyword that messages must have, or null.</summary>
    public string? Label { get; init; }

    public bool IsFiltered => Only.Count > 0 || Since is not null || Label is not null;

    /// <returns>Null when the address says something no list of ours has.</returns>
    public static ListChoice? Read(string? order, IReadOnlyList<string> only, string? since, MessageOrder remembered)
    {
        var chosen = remembered;
        if (!string.IsNullOrEmpty(order) && !TryOrder(order, out chosen)) return null;
        var filters = new List<ListFilter>();
        foreach (var name in only)
        {
            if (!TryName<ListFilter>(name, out var filter)) return null;
            if (!filters.Contains(filter)) filters.Add(filter);
        }
        DateOnly? from = null;
        if (!string.IsNullOrEmpty(since))
        {
            if (!DateOnly.TryParseExact(since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year < 1900) return null;
            from = day;
        }
        return new ListChoice(chosen, [.. filters.Order()], from, remembered);
    }

    /// <summary>An order as addresses and forms write it.</summary>
    public static string Name(MessageOrder order) => (order.Reversed ? "-" : "") + Enum.GetName(order.By)!.ToLowerInvariant();

    public static bool TryOrder(string text, out MessageOrder order)
    {
        order = default;
        if (!TryName<OrderBy>(text.TrimStart('-'), out var by)) return false;
        order = new MessageOrder(by, text.StartsWith('-'));
        return Name(order).Equals(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Numbers are no names.</summary>
    static bool TryName<T>(string text, out T value) where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetName(value)?.Equals(text, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What the address must say, without a leading mark; empty when nothing.</summary>
    public string Address => string.Join('&', Parts());

    IEnumerable<string> Parts()
    {
        if (Order != Remembered) yield return $"order={Name(Order)}";
        foreach (var filter in Only) yield return $"only={Enum.GetName(filter)!.ToLowerInvariant()}";
        if (Since is { } since) yield return string.Create(CultureInfo.InvariantCulture, $"since={since:yyyy-MM-dd}");
        if (Label is not null) yield return $"label={Uri.EscapeDataString(Label)}";
    }

    public ListChoice Without(ListFilter filter) => this with { Only = [.. Only.Where(other => other != filter)] };

    public ListChoice Toggled(ListFilter filter) => Only.Contains(filter) ? Without(filter) : this with { Only = [.. Only.Append(filter).Order()] };

    /// <summary>A method: a property would be written, and that of what is written, by <c>ToString()</c> without end.</summary>
    public ListChoice Unfiltered() => this with { Only = [], Since = null, Label = null };

    /// <param name="address">The person's own, for <see cref="ListFilter.ToMe"/>.</param>
    public MessageQuery? Query(string address)
    {
        MessageQuery? query = Since is { } since ? new MessageQuery.Since(since) : null;
        foreach (var filter in Only)
        {
            query = MessageQuery.Both(query, filter switch
            {
                ListFilter.Unread => new MessageQuery.Not(new MessageQuery.Flag(MessageFlags.Seen)),
                ListFilter.Flagged => new MessageQuery.Flag(MessageFlags.Flagged),
                ListFilter.Attachment => new MessageQuery.Attachment(),
                _ => new MessageQuery.Or(new MessageQuery.Text(SearchedField.To, address, true), new MessageQuery.Text(SearchedField.Cc, address, true)),
            });
        }
        return Label is null ? query : MessageQuery.Both(query, new MessageQuery.Keyword(Label));
    }

    /// <summary>Only with this label; the same list when the text is no keyword.</summary>
    public ListChoice Labelled(string? keyword) => this with { Label = keyword is not null && MessageQuery.IsKeyword(keyword) ? keyword : null };
}
