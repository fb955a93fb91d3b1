using System.Text;

namespace Webmail.Mail.Contacts;

/// <summary>One property of a vCard: <c>item1.EMAIL;TYPE=work:ann@example.org</c>.</summary>
/// <param name="Name">In capitals, without a group.</param>
/// <param name="Types">Values of TYPE, and of parameters without a name (vCard 2.1), in small letters.</param>
/// <param name="Value">Still with its escapes.</param>
/// <param name="Line">Where it begins in the file, from 1.</param>
sealed record VCardProperty(string Name, IReadOnlyList<string> Types, bool Base64, string Value, int Line)
{
    /// <summary>RFC 6350 §3.4: the pieces between unescaped marks, unescaped.</summary>
    public IEnumerable<string> Pieces(char mark) => Parts(mark).Select(Plain);

    /// <summary>The components of a structured value, each with its values (RFC 6350 §3.3): <c>Baker;Tom;;;Jr.,M.D.</c>.</summary>
    public IEnumerable<string[]> Components => Parts(';').Select(part => (this with { Value = part }).Pieces(',').Where(value => value.Length > 0).ToArray());

    IEnumerable<string> Parts(char mark)
    {
        var start = 0;
        for (var at = 0; at < Value.Length; at++)
        {
            if (Value[at] == '\\') at++;
            else if (Value[at] == mark)
            {
                yield return Value[start..at];
                start = at + 1;
            }
        }
        yield return Value[start..];
    }

    static string Plain(string value)
    {
        var plain = new StringBuilder(value.Length);
        for (var at = 0; at < value.Length; at++)
        {
            var escaped = value[at] == '\\' && at + 1 < value.Length;
            if (escaped) at++;
            plain.Append(escaped && value[at] is ('n' or 'N') ? '\n' : value[at]);
        }
        return plain.ToString();
    }

    /// <summary>The whole, unescaped.</summary>
    public string Text => string.Concat(Pieces('\0'));
}

/// <summary>Reads content lines (RFC 6350 §3.2, §3.3), unfolded; also those of vCard 2.1 that old telephones wrote.</summary>
static class VCardLines
{
    const int MostLine = 8_000_000;
    /// <summary>What stands before the value names its encoding; a long value is not searched for it line by line.</summary>
    const int LongestHead = 500;

    /// <exception cref="CardFileException">A line is no property.</exception>
    public static IEnumerable<VCardProperty> Read(string text)
    {
        foreach (var (line, number) in Unfold(text))
            if (line.Trim().Length > 0) yield return Parse(line, number);
    }

    static IEnumerable<(string Line, int Number)> Unfold(string text)
    {
        var pending = new StringBuilder();
        var (number, began, soft) = (0, 1, false);
        foreach (var ended in text.Split('\n'))
        {
            var raw = ended.TrimEnd('\r');
            number++;
            // A line that begins with white space goes on; in quoted-printable one that ends with "=" does.
            if (pending.Length > 0 && !soft && raw.Length > 0 && raw[0] is ' ' or '\t') pending.Append(raw, 1, raw.Length - 1);
            else if (soft) pending.Append(raw);
            else
            {
                if (pending.Length > 0) yield return (pending.ToString(), began);
                pending.Clear().Append(raw);
                began = number;
            }
            if (pending.Length > MostLine) throw new CardFileException(CardFault.NotAProperty, began);
            soft = pending.Length > 0 && pending[^1] == '=' && pending.ToString(0, Math.Min(pending.Length, LongestHead)).Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);
            if (soft) pending.Length--;
        }
        if (pending.Length > 0) yield return (pending.ToString(), began);
    }

    static VCardProperty Parse(string line, int number)
    {
        var colon = Colon(line);
        if (colon < 1) throw new CardFileException(CardFault.NotAProperty, number);
        var head = line[..colon].Split(';');
        var name = head[0][(head[0].LastIndexOf('.') + 1)..].Trim().ToUpperInvariant();
        if (name.Length == 0 || name.Any(character => !char.IsAsciiLetterOrDigit(character) && character != '-')) throw new CardFileException(CardFault.NotAProperty, number);
        var parameters = head.Skip(1).Select(piece => piece.Split('=', 2)).Select(pair => pair.Length == 2 ? (Name: pair[0].Trim().ToUpperInvariant(), Value: pair[1].Trim('"', ' ')) : (Name: "TYPE", Value: pair[0].Trim())).ToList();
        var types = parameters.Where(parameter => parameter.Name == "TYPE").SelectMany(parameter => parameter.Value.ToLowerInvariant().Split(',')).ToList();
        var encoding = parameters.Where(parameter => parameter.Name == "ENCODING").Select(parameter => parameter.Value.ToUpperInvariant()).FirstOrDefault() ?? "";
        var quoted = encoding == "QUOTED-PRINTABLE" || types.Contains("quoted-printable");
        return new VCardProperty(name, types, encoding is "B" or "BASE64" || types.Contains("base64"), quoted ? Unquoted(line[(colon + 1)..]) : line[(colon + 1)..], number);
    }

    /// <summary>The first colon outside quotes: parameters may hold one inside.</summary>
    static int Colon(string line)
    {
        var quoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"') quoted = !quoted;
            else if (line[at] == ':' && !quoted) return at;
        }
        return -1;
    }

    static string Unquoted(string text)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '=' && at + 2 < text.Length && byte.TryParse(text.AsSpan(at + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var octet))
            {
                bytes.Add(octet);
                at += 2;
            }
            else bytes.AddRange(Encoding.UTF8.GetBytes(text[at].ToString()));
        }
        return Encoding.UTF8.GetString([.. bytes]).Replace("\r\n", "\\n", StringComparison.Ordinal);
    }
}
