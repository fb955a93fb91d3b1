using Microsoft.EntityFrameworkCore.Migrations;

namespace Webmail.Data.Migrations;

/// <summary>
/// What was stored while these letters were not folded yet, folded anew; the same on both databases. As they were on that day: letters that are folded
/// later need a migration of their own.
/// </summary>
static class FoldedLetters
{
    static readonly (string Letter, string Typed)[] Letters =
        [("ł", "l"), ("ø", "o"), ("đ", "d"), ("ð", "d"), ("ħ", "h"), ("ŧ", "t"), ("ı", "i"), ("ŋ", "n"), ("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th")];

    static readonly (string Table, string[] Columns)[] Stored =
    [
        ("Contacts", ["SortKey", "SearchText"]), ("CollectedRecipients", ["SearchText"]), ("LocalContents", ["SenderKey", "RecipientKey", "SubjectKey"]),
        ("LocalTexts", ["Subject", "From", "To", "Cc", "Bcc", "Body"]),
    ];

    public static void Fold(MigrationBuilder migrationBuilder)
    {
        foreach (var (table, columns) in Stored)
        {
            var set = string.Join(", ", columns.Select(column => $"\"{column}\" = {Folded(column)}"));
            // Most rows have none of them, and are not written.
            var those = string.Join(" OR ", columns.Select(column => $"\"{column}\" <> {Folded(column)}"));
            migrationBuilder.Sql($"UPDATE \"{table}\" SET {set} WHERE {those}");
        }
    }

    static string Folded(string column) => Letters.Aggregate($"\"{column}\"", (text, letter) => $"replace({text}, '{letter.Letter}', '{letter.Typed}')");
}
