using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Labels;

/// <summary>The labels of an account, in the order the person wants them.</summary>
public sealed record AccountLabels(IReadOnlyList<Label> All)
{
    public static readonly AccountLabels None = new([]);

    /// <summary>Those a message has. Keywords without a name of the person's are other programs' affair.</summary>
    public IReadOnlyList<Label> Of(Envelope envelope) => All.Count == 0 || envelope.Keywords.Length == 0 ? [] : OfAny([envelope]);

    /// <summary>Those that any of these messages has.</summary>
    public IReadOnlyList<Label> OfAny(IReadOnlyList<Envelope> envelopes) => All.Count == 0 ? [] : [.. All.Where(label => envelopes.Any(envelope => envelope.HasKeyword(label.Keyword)))];

    /// <summary>The keywords of those that are called so, whatever the case of letters; several where these are labels of several accounts.</summary>
    public IReadOnlyList<string> Called(string name) =>
        [.. All.Where(label => label.Name.Normalize().Equals(name.Normalize(), StringComparison.OrdinalIgnoreCase)).Select(label => label.Keyword).Distinct(StringComparer.OrdinalIgnoreCase)];

    public Label? Named(string? keyword) => All.FirstOrDefault(label => label.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Keeps what a person calls their keywords. Every query names the person. One instance for a request.</summary>
public sealed class LabelBook(WebmailDb db, RowMemory memory)
{
    public async Task<AccountLabels> OfAsync(Guid personId, string accountId, CancellationToken cancel) =>
        await memory.FindAsync(db, (typeof(Label), personId, accountId), async () => (AccountLabels?)new AccountLabels(await Rows(personId, accountId).AsNoTracking().ToListAsync(cancel)), cancel) ?? AccountLabels.None;

    /// <summary>Makes a label; its keyword is made of the name unless the server has one already. The account must be the person's own.</summary>
    /// <returns>Null when there are as many as there may be, or one of this keyword.</returns>
    public async Task<Label?> AddAsync(Guid personId, string accountId, string name, LabelColour colour, string? keyword, CancellationToken cancel)
    {
        var rows = await Rows(personId, accountId).AsNoTracking().ToListAsync(cancel);
        var taken = new AccountLabels(rows);
        if (rows.Count >= Label.Most || (keyword is not null && (taken.Named(keyword) is not null || !MessageQuery.IsKeyword(keyword)))) return null;
        var label = new Label
        {
            PersonId = personId, AccountId = accountId, Keyword = keyword ?? FreeKeyword(name, taken), Name = name, Colour = colour,
            Position = rows.Count == 0 ? 0 : rows.Max(row => row.Position) + 1,
        };
        db.Add(label);
        await db.SaveChangesAsync(cancel);
        return label;
    }

    /// <summary>The label of this name; made when the account, which must be the person's own, has none.</summary>
    /// <param name="wanted">Its keyword then, if no other label has that.</param>
    /// <returns>Null when there are as many as there may be.</returns>
    public async Task<Label?> EnsureAsync(Guid personId, string accountId, string name, LabelColour colour, string? wanted, CancellationToken cancel)
    {
        var labels = await OfAsync(personId, accountId, cancel);
        if (labels.Called(name) is [var keyword, ..]) return labels.Named(keyword);
        return await AddAsync(personId, accountId, name, colour, labels.Named(wanted) is null ? wanted : null, cancel);
    }

    /// <summary>False when there is no such label.</summary>
    public async Task<bool> ChangeAsync(Guid personId, string accountId, string keyword, string name, LabelColour colour, CancellationToken cancel) =>
        await Rows(personId, accountId).Where(label => label.Keyword == keyword)
            .ExecuteUpdateAsync(set => set.SetProperty(label => label.Name, name).SetProperty(label => label.Colour, colour), cancel) > 0;

    /// <summary>Puts a label before another one; before none, at the end. Nothing happens when there is no such label.</summary>
    public async Task PlaceAsync(Guid personId, string accountId, string keyword, string before, CancellationToken cancel)
    {
        var all = await Rows(personId, accountId).ToListAsync(cancel);
        if (all.Find(label => label.Keyword == keyword) is not { } moved) return;
        all.Remove(moved);
        var at = all.FindIndex(label => label.Keyword == before);
        all.Insert(at < 0 ? all.Count : at, moved);
        for (var place = 0; place < all.Count; place++) all[place].Position = place;
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Forgets the name; messages keep the keyword.</summary>
    public Task<int> RemoveAsync(Guid personId, string accountId, string keyword, CancellationToken cancel) =>
        Rows(personId, accountId).Where(label => label.Keyword == keyword).ExecuteDeleteAsync(cancel);

    /// <summary>An atom that other mail programs can show: the letters and digits of the name, as far as they are ASCII.</summary>
    public static string KeywordOf(string name)
    {
        var keyword = new StringBuilder();
        foreach (var character in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(character)) keyword.Append(char.ToLowerInvariant(character));
            else if (char.IsAscii(character) && keyword.Length > 0 && keyword[^1] != '_') keyword.Append('_');
        }
        var atom = keyword.ToString().Trim('_');
        return atom.Length == 0 ? "label" : atom[..Math.Min(atom.Length, 40)];
    }

    IQueryable<Label> Rows(Guid personId, string accountId) =>
        db.Set<Label>().Where(label => label.PersonId == personId && label.AccountId == accountId).OrderBy(label => label.Position).ThenBy(label => label.Keyword);

    static string FreeKeyword(string name, AccountLabels taken)
    {
        var keyword = KeywordOf(name);
        for (var number = 2; taken.Named(keyword) is not null || Keywords.AreReserved(keyword); number++) keyword = $"{KeywordOf(name)}{number}";
        return keyword;
    }
}
