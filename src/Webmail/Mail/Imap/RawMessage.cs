using System.Buffers;
using MimeKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// Octets as MailKit takes them: it wants a message, and writes out what it has parsed, some of it in another way. So it is given one header field that
/// holds the whole header section, and a body that is none of its own.
/// </summary>
static class RawMessage
{
    const int MostHeader = 16 << 20;

    static readonly SearchValues<byte> NameOctets = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <param name="raw">Can be sought; stays the caller's.</param>
    /// <exception cref="MailFailure"><see cref="FailureKind.Damaged"/>: it has no end of its header, or none that can be read.</exception>
    public static MimeMessage Of(Stream raw)
    {
        var (header, blank) = Header(raw);
        var message = new MimeMessage();
        message.Headers.Clear();
        if (Field(header) is { } field) message.Headers.Add(field);
        // A first field that is none: what MimeKit makes of the section is nearly always the same, and whoever hands it over compares.
        else if (header.Length > 0) foreach (var parsed in Parsed(header)) message.Headers.Add(parsed);
        message.Body = new RawBody(raw, header.Length + blank);
        return message;
    }

    /// <summary>Null when the first field has no name by RFC 5322 §2.2.</summary>
    static Header? Field(byte[] section)
    {
        var colon = Array.IndexOf(section, (byte)':');
        if (colon <= 0 || section.AsSpan(0, colon).IndexOfAnyExcept(NameOctets) >= 0) return null;
        var field = new Header(System.Text.Encoding.ASCII.GetString(section, 0, colon), "");
        field.SetRawValue(section[(colon + 1)..]);
        return field;
    }

    static HeaderList Parsed(byte[] section)
    {
        try
        {
            using var stream = new MemoryStream(section);
            return HeaderList.Load(stream);
        }
        catch (FormatException e)
        {
            throw new MailFailure(FailureKind.Damaged, "The message begins with no header field.", e);
        }
    }

    /// <summary>The header section with its last line end, and the length of the empty line after it (RFC 5322 §2.1).</summary>
    static (byte[] Section, int Blank) Header(Stream raw)
    {
        raw.Position = 0;
        using var buffered = new BufferedStream(new Lending(raw), 64 << 10);
        using var section = new MemoryStream();
        for (var lineStart = 0L; section.Length < MostHeader;)
        {
            var octet = buffered.ReadByte();
            if (octet < 0) break;
            section.WriteByte((byte)octet);
            if (octet != '\n') continue;
            var line = section.Length - lineStart;
            if (line == 1 || (line == 2 && section.GetBuffer()[lineStart] == '\r')) return (section.GetBuffer()[..(int)lineStart], (int)line);
            lineStart = section.Length;
        }
        throw new MailFailure(FailureKind.Damaged, "The message has no end of its header.");
    }

    /// <summary>All after the empty line.</summary>
    sealed class RawBody : MimePart
    {
        readonly Stream raw;
        readonly long start;

        public RawBody(Stream raw, long start)
        {
            (this.raw, this.start) = (raw, start);
            Headers.Clear();
        }

        public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        {
            raw.Position = start;
            raw.CopyTo(stream);
        }

        public override Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        {
            raw.Position = start;
            return raw.CopyToAsync(stream, cancellationToken);
        }
    }

    /// <summary>Lends the stream to a reader that would otherwise close it.</summary>
    sealed class Lending(Stream inner) : Source
    {
        public override int Read(Span<byte> buffer) => inner.Read(buffer);
    }
}
