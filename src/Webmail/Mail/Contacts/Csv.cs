using System.Text;

namespace Webmail.Mail.Contacts;

/// <summary>A row of a table and the line it begins in, from 1.</summary>
sealed record CsvRow(IReadOnlyList<string> Cells, int Line);

/// <summary>Comma-separated values (RFC 4180), as programs really write them: commas, semicolons or tabs.</summary>
static class Csv
{
    const int MostCells = 500;
    static readonly System.Buffers.SearchValues<char> Specials = System.Buffers.SearchValues.Create(",;\"\r\n\t'");
    const string Formulas = "=+-@\t\r";

    /// <exception cref="CardFileException">A quote is not closed, or a row has too many cells.</exception>
    public static IEnumerable<CsvRow> Read(string text)
    {
        var mark = Mark(text);
        var cell = new StringBuilder();
        List<string> cells = [];
        var (line, began, opened) = (1, 1, 0);
        for (var at = 0; at <= text.Length; at++)
        {
            var character = at < text.Length ? text[at] : '\n';
            if (character == '\n') line++;
            if (opened > 0)
            {
                if (at == text.Length) throw new CardFileException(CardFault.OpenQuote, opened);
                if (character != '"') cell.Append(character);
                else if (at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[at++]);
                else opened = 0;
            }
            else if (character == '"' && cell.Length == 0) opened = line;
            else if (character == mark || character == '\n')
            {
                cells.Add(Unescape(cell.ToString().TrimEnd('\r')));
                cell.Clear();
                if (cells.Count > MostCells) throw new CardFileException(CardFault.TooManyCells, began);
                if (character == mark) continue;
                if (cells.Any(value => value.Length > 0)) yield return new CsvRow(cells, began);
                (cells, began) = ([], line);
            }
            else cell.Append(character);
        }
    }

    public static void WriteRow(TextWriter writer, IEnumerable<string> cells) => writer.Write(string.Join(',', cells.Select(Quote)) + "\r\n");

    /// <summary>A spreadsheet runs a cell that begins like a formula (A83, OWASP "CSV injection"): an apostrophe makes it text again.</summary>
    static string Quote(string cell)
    {
        var safe = IsFormula(cell) ? "'" + cell : cell;
        return safe.AsSpan().ContainsAny(Specials) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    static string Unescape(string cell) => cell.StartsWith('\'') && IsFormula(cell) ? cell[1..] : cell;

    /// <summary>Also behind apostrophes, so that what was written comes back the same.</summary>
    static bool IsFormula(string cell) => cell.AsSpan().TrimStart('\'') is [var first, ..] && Formulas.Contains(first, StringComparison.Ordinal);

    /// <summary>What the first line has most of.</summary>
    static char Mark(string text)
    {
        var first = text.AsSpan()[..(text.IndexOf('\n') is var end and >= 0 ? end : text.Length)];
        var (commas, semicolons, tabs) = (first.Count(','), first.Count(';'), first.Count('\t'));
        return tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }
}
