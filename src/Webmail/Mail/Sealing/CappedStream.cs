using Webmail.Mail.Stores;

namespace Webmail.Mail.Sealing;

/// <summary>Reads at most so many octets of a stream, then fails: what unpacks to more is a bomb.</summary>
sealed class CappedStream(Stream inner, long most) : Source
{
    long left = most;

    public sealed class Full : IOException;

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        left -= count;
        return left < 0 ? throw new Full() : count;
    }
}
