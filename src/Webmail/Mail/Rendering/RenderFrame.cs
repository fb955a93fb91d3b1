using System.Buffers.Binary;
using System.Text;

namespace Webmail.Mail.Rendering;

/// <summary>What travels over the pipes of a worker: a word (the job, or how it ended), fields as JSON, and raw bytes. Each has a limit on both sides.</summary>
sealed record RenderFrame(string Word, ReadOnlyMemory<byte> Fields, ReadOnlyMemory<byte> Bytes)
{
    public const int MaxWord = 40;
    public const int MaxFields = 16 << 20;
    public const int MaxBytes = 64 << 20;
    const int HeadSize = 9;

    public bool Fits => Word.Length is > 0 and <= MaxWord && Fields.Length <= MaxFields && Bytes.Length <= MaxBytes;

    /// <exception cref="InvalidDataException">Larger than the other side reads.</exception>
    public async Task WriteAsync(Stream stream, CancellationToken cancel)
    {
        if (!Fits) throw new InvalidDataException("The frame is too large.");
        var head = new byte[HeadSize + Word.Length];
        head[0] = (byte)Word.Length;
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1), Fields.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(5), Bytes.Length);
        Encoding.ASCII.GetBytes(Word, head.AsSpan(HeadSize));
        await stream.WriteAsync(head, cancel);
        await stream.WriteAsync(Fields, cancel);
        await stream.WriteAsync(Bytes, cancel);
        await stream.FlushAsync(cancel);
    }

    /// <exception cref="EndOfStreamException">The other side has gone.</exception>
    /// <exception cref="InvalidDataException">It says something that is no frame.</exception>
    public static async Task<RenderFrame> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var head = await PieceAsync(stream, HeadSize, HeadSize, cancel);
        var word = await PieceAsync(stream, head[0], MaxWord, cancel);
        var fields = await PieceAsync(stream, BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1)), MaxFields, cancel);
        var bytes = await PieceAsync(stream, BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(5)), MaxBytes, cancel);
        return new(Encoding.ASCII.GetString(word), fields, bytes);
    }

    static async Task<byte[]> PieceAsync(Stream stream, int length, int most, CancellationToken cancel)
    {
        if (length < 0 || length > most) throw new InvalidDataException("Not a frame.");
        var piece = new byte[length];
        await stream.ReadExactlyAsync(piece, cancel);
        return piece;
    }
}
