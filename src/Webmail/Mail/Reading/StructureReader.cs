using MimeKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>
/// Takes a message apart without ever holding it: MimeKit's streaming reader tells where parts begin and end. Bombs are refused by their number of parts,
/// levels and fields, and by the length of headers (A40, A41): such a message is kept all the same, only not taken apart.
/// </summary>
sealed class StructureReader : MimeReader
{
    const int Deepest = 100, MostParts = 1000, MostFields = 1000, LongestField = 64 << 10, LongestHeader = 1 << 20;

    static readonly ParserOptions Reading = new() { MaxMimeDepth = Deepest + 10 };

    readonly HeaderWatch watch;
    readonly Stack<PartSpan> open = new();
    HeaderList headers = [];
    int parts, fields;

    StructureReader(HeaderWatch watch) : base(Reading, watch, MimeFormat.Entity) => this.watch = watch;

    /// <summary>The header of the message, as far as it could be read.</summary>
    public HeaderList Headers { get; private set; } = [];

    /// <summary>Null when the message could not be taken apart.</summary>
    public PartSpan? Root { get; private set; }

    public static StructureReader Read(Stream raw, CancellationToken cancel)
    {
        raw.Position = 0;
        using var watch = new HeaderWatch(raw);
        var structure = new StructureReader(watch);
        try
        {
            structure.ReadMessage(cancel);
        }
        catch (Exception e) when (e is FormatException or TooMuch)
        {
            structure.Root = null;
            if (structure.parts == 0) structure.Headers = structure.headers;
        }
        return structure;
    }

    sealed class TooMuch : Exception;

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        headers = [];
        watch.Until = beginOffset + LongestHeader;
    }

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        if (++fields > MostFields || header.RawValue.Length > LongestField) throw new TooMuch();
        headers.Add(header);
    }

    protected override void OnHeadersEnd(long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken) =>
        watch.Until = long.MaxValue;

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        Open(contentType, holds: false);

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        Open(contentType, holds: true);

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        Open(contentType, holds: true);

    protected override void OnMimePartContentEnd(long beginOffset, int beginLineNumber, long endOffset, int lines, NewLineFormat? newLineFormat, CancellationToken cancellationToken) =>
        (open.Peek().Begin, open.Peek().End) = (beginOffset, endOffset);

    protected override void OnMimePartEnd(ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) =>
        open.Pop().Head = beginOffset;

    protected override void OnMultipartEnd(ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) =>
        Close(beginOffset, headersEndOffset, endOffset);

    protected override void OnMessagePartEnd(ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) =>
        Close(beginOffset, headersEndOffset, endOffset);

    void Open(ContentType type, bool holds)
    {
        if (++parts > MostParts || open.Count >= Deepest) throw new TooMuch();
        if (parts == 1) Headers = headers;
        var part = PartSpan.Of(type, headers, holds);
        if (open.TryPeek(out var parent)) parent.Children!.Add(part);
        else Root = part;
        open.Push(part);
    }

    void Close(long head, long begin, long end)
    {
        var part = open.Pop();
        (part.Head, part.Begin, part.End) = (head, begin, end);
    }

    /// <summary>Ends the reading of a header that does not end.</summary>
    sealed class HeaderWatch(Stream raw) : Source
    {
        long at;

        public long Until { get; set; } = long.MaxValue;

        public override int Read(Span<byte> buffer)
        {
            if (at > Until) throw new TooMuch();
            var count = raw.Read(buffer);
            at += count;
            return count;
        }

        public override long Position { get => at; set => throw new NotSupportedException(); }
    }
}
