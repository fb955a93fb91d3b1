namespace Webmail.Mail.Contacts;

/// <summary>Reads vCard 3 (RFC 2426) and 4 (RFC 6350), and what is the same in 2.1.</summary>
static class VCardReader
{
    static readonly string[] Labels = ["home", "work", "cell", "fax", "pager"];

    /// <exception cref="CardFileException">Nothing of the file is to be imported.</exception>
    public static IReadOnlyList<ContactCard> Read(string text)
    {
        List<ContactCard> cards = [];
        List<VCardProperty>? open = null;
        var began = 0;
        foreach (var property in VCardLines.Read(text))
        {
            if (property.Name == "BEGIN")
            {
                if (open is not null) throw new CardFileException(CardFault.NotEnded, began);
                (open, began) = ([], property.Line);
            }
            else if (open is null) throw new CardFileException(CardFault.NotAProperty, property.Line);
            else if (property.Name == "END")
            {
                if (cards.Count == CardFile.MostCards) throw new CardFileException(CardFault.TooMany, property.Line);
                if (Card(open) is { } card) cards.Add(card);
                open = null;
            }
            else open.Add(property);
        }
        return open is null ? cards : throw new CardFileException(CardFault.NotEnded, began);
    }

    static ContactCard? Card(List<VCardProperty> properties)
    {
        string First(string name) => properties.FirstOrDefault(property => property.Name == name)?.Text ?? "";
        // RFC 6350 §6.1.4: a group names its members by their UID; its name stands at each of them in CATEGORIES, which is what we read.
        if (First("KIND").Equals("group", StringComparison.OrdinalIgnoreCase) || First("X-ADDRESSBOOKSERVER-KIND").Equals("group", StringComparison.OrdinalIgnoreCase)) return null;
        return new ContactCard
        {
            Uid = First("UID"), Name = First("FN") is { Length: > 0 } whole ? whole : Name(properties), Title = First("TITLE"), Birthday = Birthday(First("BDAY")), Note = First("NOTE"),
            Organisation = string.Join(", ", properties.FirstOrDefault(property => property.Name == "ORG")?.Pieces(';').Where(piece => piece.Length > 0) ?? []),
            Details = [.. properties.Select(Detail).OfType<CardDetail>()],
            Groups = [.. properties.Where(property => property.Name == "CATEGORIES").SelectMany(property => property.Pieces(',')).Where(name => name.Length > 0 && name != "myContacts")],
            Photo = properties.Where(property => property.Name == "PHOTO").Select(Photo).FirstOrDefault(photo => photo is not null),
        };
    }

    /// <summary><c>N:family;given;additional;prefixes;suffixes</c>, where FN is missing.</summary>
    static string Name(List<VCardProperty> properties)
    {
        var parts = properties.FirstOrDefault(property => property.Name == "N")?.Components.ToArray() ?? [];
        string[] Part(int number) => number < parts.Length ? parts[number] : [];
        return string.Join(", ", Part(4).Prepend(string.Join(' ', [.. Part(3), .. Part(1), .. Part(2), .. Part(0)])).Where(part => part.Length > 0));
    }

    static CardDetail? Detail(VCardProperty property) => property.Name switch
    {
        "EMAIL" => new(DetailKind.Email, Label(property), Without("mailto:", property.Text)),
        "TEL" => new(DetailKind.Phone, Label(property), Without("tel:", property.Text)),
        "ADR" => new(DetailKind.Postal, Label(property), Postal([.. property.Pieces(';')])),
        "URL" => new(DetailKind.Web, Label(property), property.Text),
        _ => null,
    };

    /// <summary>box;extended;street;locality;region;code;country, as lines of an envelope.</summary>
    static string Postal(string[] parts)
    {
        string Part(int number) => number < parts.Length ? parts[number].Trim() : "";
        var town = string.Join(' ', new[] { Part(5), Part(3) }.Where(part => part.Length > 0));
        return string.Join('\n', new[] { Part(0), Part(1), Part(2), town, Part(4), Part(6) }.Where(part => part.Length > 0));
    }

    static string Label(VCardProperty property) => property.Types.FirstOrDefault(Labels.Contains) is { } label ? label == "cell" ? "mobile" : label : "";

    static string Without(string scheme, string text) => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? text[scheme.Length..] : text;

    /// <summary><c>19800517</c> as <c>1980-05-17</c>; times are not of interest.</summary>
    static string Birthday(string text)
    {
        var day = text.Split('T')[0];
        return day.Length == 8 && day.All(char.IsAsciiDigit) ? $"{day[..4]}-{day[4..6]}-{day[6..]}" : day;
    }

    /// <summary>Only pictures that are in the file: nothing is fetched.</summary>
    static byte[]? Photo(VCardProperty property)
    {
        var comma = property.Value.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? property.Value.IndexOf(',', StringComparison.Ordinal) : -1;
        if (comma < 0 && !property.Base64) return null;
        var bytes = new byte[property.Value.Length];
        var encoded = property.Value[(comma + 1)..].Replace(" ", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);
        return Convert.TryFromBase64String(encoded, bytes, out var count) && Contacts.Photos.TypeOf(bytes.AsSpan(0, count)) is not null ? bytes[..count] : null;
    }
}
