using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using MimeKit;

namespace Webmail.MailServers.Samples;

/// <summary>Small files that every viewer opens, made here: PDF, PNG, ZIP, text.</summary>
public static class SampleFiles
{
    /// <param name="file">Kind and name: <c>pdf Devis.pdf</c>.</param>
    public static MimePart Attach(string file)
    {
        var (kind, name) = (file.Split(' ')[0], file[(file.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var (type, bytes) = kind switch
        {
            "pdf" => ("application/pdf", Pdf(name)),
            "png" => ("image/png", Png(480, 320, name)),
            "zip" => ("application/zip", Zip(name)),
            "csv" => ("text/csv", Encoding.UTF8.GetBytes("Date;Client;HT;TVA\r\n2026-09-30;Acme;1850,00;370,00\r\n2026-10-31;Brulé & fils;920,00;184,00\r\n")),
            "txt" => ("text/plain", Encoding.UTF8.GetBytes($"{Path.GetFileNameWithoutExtension(name)}\r\n\r\n— à relire avant vendredi\r\n")),
            _ => throw new ArgumentException($"No such kind of file: {kind}"),
        };
        return new MimePart(ContentType.Parse(type))
        {
            Content = new MimeContent(new MemoryStream(bytes)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            ContentTransferEncoding = ContentEncoding.Base64,
            FileName = name,
        };
    }

    static byte[] Pdf(string title)
    {
        var line = string.Concat(Path.GetFileNameWithoutExtension(title).Select(letter => letter is '(' or ')' or '\\' ? $"\\{letter}" : letter.ToString()));
        var content = $"BT /F1 22 Tf 72 740 Td ({line}) Tj ET\n72 726 m 540 726 l S\nBT /F1 11 Tf 72 700 Td (Document {SceneWriter.Hash(title)[..8].ToUpperInvariant()}) Tj ET\n";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}endstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (body, index) in objects.Select((body, index) => (body, index)))
        {
            places.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{body}\nendobj\n");
        }
        var table = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places) pdf.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    /// <summary>A soft landscape whose colours come from the name.</summary>
    public static byte[] Png(int width, int height, string name)
    {
        var hue = Convert.FromHexString(SceneWriter.Hash(name));
        var raw = new byte[height * (1 + width * 3)];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var hill = height * 0.62 + Math.Sin(x * 0.013 + hue[3]) * height * 0.11 + Math.Sin(x * 0.037 + hue[4]) * height * 0.04;
                var at = y * (1 + width * 3) + 1 + x * 3;
                for (var channel = 0; channel < 3; channel++)
                    raw[at + channel] = (byte)(y < hill ? 150 + hue[channel] % 60 + 40 * y / height : 40 + hue[channel] % 70 + 50 * (height - y) / height);
            }
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Deflate(raw));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    static byte[] Deflate(byte[] raw)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal)) zlib.Write(raw);
        return packed.ToArray();
    }

    static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        png.Write(number);
    }

    // The checksum of PNG (ISO 3309), bit by bit: these pictures are small.
    static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }

    static byte[] Zip(string name)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "lisez-moi.txt", Encoding.UTF8.GetBytes($"{name}\r\n"));
            Add(zip, "photo.png", Png(120, 80, name));
        }
        return bytes.ToArray();
    }

    static void Add(ZipArchive zip, string name, byte[] content)
    {
        var entry = zip.CreateEntry(name);
        entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(content);
    }
}
