namespace Webmail.Mail.Contacts;

/// <summary>Contacts as a table: reads the headings of the usual programs, writes those of our own.</summary>
public static class CsvCards
{
    const int MostOfAKind = 3;

    /// <summary>Headings, folded, by what they mean.</summary>
    static readonly Dictionary<string, string> Meanings = new (string Meaning, string Headings)[]
    {
        ("name", "name|full name|display name|nom complet|nom affiche|formatted name|fullname"), ("given", "first name|given name|prenom|firstname"), ("middle", "middle name|additional name|deuxieme prenom"),
        ("family", "last name|family name|surname|nom|nom de famille|lastname"), ("organisation", "organization|organisation|company|organization name|organization 1 - name|societe|entreprise"),
        ("title", "title|job title|organization title|organization 1 - title|fonction|titre|profession"), ("birthday", "birthday|anniversaire|date de naissance"), ("note", "note|notes|comment|comments|remarques"),
        ("groups", "groups|labels|categories|group membership|groupes|etiquettes"),
    }.SelectMany(row => row.Headings.Split('|').Select(heading => (heading, row.Meaning))).ToDictionary(row => row.heading, row => row.Meaning);

    /// <exception cref="CardFileException">Nothing of the file is to be imported.</exception>
    internal static IReadOnlyList<ContactCard> Read(string text)
    {
        List<ContactCard> cards = [];
        string[]? headings = null;
        foreach (var row in Csv.Read(text))
        {
            if (headings is null)
            {
                headings = [.. row.Cells.Select(Meaning)];
                if (!headings.Any(heading => heading is "name" or "given" or "family" or "email" or "organisation")) throw new CardFileException(CardFault.NoColumns, row.Line);
                continue;
            }
            if (row.Cells.Count > headings.Length) throw new CardFileException(CardFault.TooManyCells, row.Line);
            if (cards.Count == CardFile.MostCards) throw new CardFileException(CardFault.TooMany, row.Line);
            cards.Add(Card([.. row.Cells.Select((cell, number) => (headings[number], cell.Trim())).Where(cell => cell.Item2.Length > 0)]));
        }
        return cards;
    }

    public static void Write(TextWriter writer, IEnumerable<ContactCard> cards)
    {
        string[] many = [.. Numbered("E-mail"), .. Numbered("Phone"), .. Numbered("Address"), .. Numbered("Website")];
        Csv.WriteRow(writer, ["Name", "Organization", "Title", "Birthday", .. many, "Groups", "Notes"]);
        foreach (var card in cards)
        {
            string[] values = [.. Values(card, DetailKind.Email), .. Values(card, DetailKind.Phone), .. Values(card, DetailKind.Postal), .. Values(card, DetailKind.Web)];
            Csv.WriteRow(writer, [card.Name, card.Organisation, card.Title, card.Birthday, .. values, string.Join(" ::: ", card.Groups), card.Note]);
        }
    }

    static ContactCard Card(List<(string Heading, string Cell)> cells)
    {
        string First(string heading) => cells.FirstOrDefault(cell => cell.Heading == heading).Cell ?? "";
        return new ContactCard
        {
            Name = First("name") is { Length: > 0 } whole ? whole : string.Join(' ', new[] { First("given"), First("middle"), First("family") }.Where(part => part.Length > 0)),
            Organisation = First("organisation"), Title = First("title"), Birthday = First("birthday"), Note = First("note"),
            Groups = [.. First("groups").Split([" ::: ", ";", ","], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(group => group.TrimStart('*', ' ')).Where(group => group is not ("" or "myContacts"))],
            Details = [.. cells.SelectMany(Details)],
        };
    }

    /// <summary>Some programs put several values into one cell, parted by " ::: ".</summary>
    static IEnumerable<CardDetail> Details((string Heading, string Cell) cell)
    {
        DetailKind? kind = cell.Heading switch { "email" => DetailKind.Email, "phone" => DetailKind.Phone, "postal" => DetailKind.Postal, "web" => DetailKind.Web, _ => null };
        return kind is null ? [] : cell.Cell.Split(" ::: ", StringSplitOptions.RemoveEmptyEntries).Select(value => new CardDetail(kind.Value, "", value));
    }

    static string Meaning(string heading)
    {
        var folded = Folding.Text(heading).Trim();
        if (Meanings.TryGetValue(folded, out var meaning)) return meaning;
        // "E-mail 1 - Type", "Email Display Name": about a value, not one.
        if (folded.EndsWith("type", StringComparison.Ordinal) || folded.EndsWith("label", StringComparison.Ordinal) || folded.EndsWith("name", StringComparison.Ordinal)) return "";
        if (folded.Contains("mail", StringComparison.Ordinal) || folded.Contains("courriel", StringComparison.Ordinal) || folded.StartsWith("adresse de messagerie", StringComparison.Ordinal)) return "email";
        if (folded.Contains("phone", StringComparison.Ordinal) || folded.Contains("mobile", StringComparison.Ordinal) || folded.Contains("fax", StringComparison.Ordinal)) return "phone";
        if (folded.Contains("website", StringComparison.Ordinal) || folded.Contains("web page", StringComparison.Ordinal) || folded.Contains("site web", StringComparison.Ordinal) || folded == "url") return "web";
        return folded is "address" or "adresse" || (folded.StartsWith("address ", StringComparison.Ordinal) && (folded.EndsWith("formatted", StringComparison.Ordinal) || char.IsAsciiDigit(folded[^1]))) ? "postal" : "";
    }

    static IEnumerable<string> Numbered(string heading) => Enumerable.Range(1, MostOfAKind).Select(number => $"{heading} {number}");

    /// <summary>What is more than three goes along in the last cell.</summary>
    static IEnumerable<string> Values(ContactCard card, DetailKind kind)
    {
        var values = card.Details.Where(detail => detail.Kind == kind).Select(detail => detail.Value).ToList();
        return Enumerable.Range(0, MostOfAKind).Select(number => number < MostOfAKind - 1 ? values.ElementAtOrDefault(number) ?? "" : string.Join(" ::: ", values.Skip(number)));
    }
}
