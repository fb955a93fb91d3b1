using System.Text;

namespace Webmail.Mail.Contacts;

/// <summary>Why a file of contacts cannot be read.</summary>
public enum CardFault { Empty, NoCards, NotEnded, NotAProperty, TooMany, OpenQuote, NoColumns, TooManyCells, Binary }

/// <summary>A file that is not imported at all: what is wrong, and in which line (from 1; 0 for the whole).</summary>
public sealed class CardFileException(CardFault fault, int line = 0) : Exception($"{fault} in line {line}")
{
    public CardFault Fault => fault;
    public int Line => line;
}

/// <summary>Contacts from the files that other programs write.</summary>
public static class CardFile
{
    public const int MostOctets = 20_000_000, MostCards = 10_000;

    /// <exception cref="CardFileException">Nothing of it is to be imported.</exception>
    public static IReadOnlyList<ContactCard> Read(ReadOnlySpan<byte> bytes)
    {
        var text = Decode(bytes);
        if (string.IsNullOrWhiteSpace(text)) throw new CardFileException(CardFault.Empty);
        if (text.Contains('\0', StringComparison.Ordinal)) throw new CardFileException(CardFault.Binary);
        var cards = text.AsSpan().TrimStart().StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase) ? VCardReader.Read(text) : CsvCards.Read(text);
        var some = cards.Select(card => card.Tidy()).Where(card => !card.IsEmpty).ToList();
        return some.Count > 0 ? some : throw new CardFileException(CardFault.NoCards);
    }

    /// <summary>UTF-8 (RFC 6350 §3.1), UTF-16 with its mark as some programs save tables, or what older ones used.</summary>
    static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
