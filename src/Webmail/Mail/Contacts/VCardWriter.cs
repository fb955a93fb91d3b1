namespace Webmail.Mail.Contacts;

/// <summary>The two versions that are in use.</summary>
public enum VCardVersion { Three = 3, Four = 4 }

/// <summary>Writes vCard 3 (RFC 2426, what most programs read) or 4 (RFC 6350). Values are escaped: no field can begin a property of its own (A83).</summary>
public static class VCardWriter
{
    public static void Write(TextWriter writer, ContactCard card, VCardVersion version)
    {
        void Line(string name, string value) => Fold(writer, $"{name}:{value}");
        void Text(string name, string value) { if (value.Length > 0) Line(name, Escape(value)); }

        Line("BEGIN", "VCARD");
        Line("VERSION", version == VCardVersion.Four ? "4.0" : "3.0");
        Text("UID", card.Uid);
        Line("FN", Escape(card.Name));
        Line("N", string.Join(';', NameParts.Of(card.Name).Select(part => string.Join(',', part.Select(Escape)))));
        Text("ORG", card.Organisation);
        Text("TITLE", card.Title);
        Text("BDAY", card.Birthday);
        foreach (var detail in card.Details) Detail(Line, detail);
        if (card.Groups.Count > 0) Line("CATEGORIES", string.Join(',', card.Groups.Select(Escape)));
        Text("NOTE", card.Note);
        if (card.Photo is { } photo && Photos.TypeOf(photo) is { } type) Photo(Line, photo, type, version);
        Line("END", "VCARD");
    }

    static void Detail(Action<string, string> line, CardDetail detail)
    {
        var type = detail.Label is "home" or "work" or "fax" ? $";TYPE={detail.Label}" : detail.Label == "mobile" ? ";TYPE=cell" : "";
        if (detail.Kind == DetailKind.Email) line($"EMAIL{type}", Escape(detail.Value));
        else if (detail.Kind == DetailKind.Phone) line($"TEL{type}", Escape(detail.Value));
        else if (detail.Kind == DetailKind.Web) line("URL", Escape(detail.Value));
        else line($"ADR{type}", $";;{Escape(detail.Value)};;;;");
    }

    static void Photo(Action<string, string> line, byte[] photo, string type, VCardVersion version)
    {
        var encoded = Convert.ToBase64String(photo);
        if (version == VCardVersion.Four) line("PHOTO", $"data:{type};base64,{encoded}");
        else line($"PHOTO;ENCODING=b;TYPE={type[6..].ToUpperInvariant()}", encoded);
    }

    static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>RFC 6350 §3.2: at most 75 octets a line, never cut inside a character.</summary>
    static void Fold(TextWriter writer, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > 75)
            {
                writer.Write("\r\n ");
                octets = 1;
            }
            writer.Write(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        writer.Write("\r\n");
    }
}
