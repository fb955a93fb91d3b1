using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace Webmail.Mail.Rendering;

/// <summary>What a job was asked to work on.</summary>
readonly record struct ContentHash(Int128 Value)
{
    /// <summary>Of the raw bytes alone: addresses in the fields change with every view, a bomb does not.</summary>
    public static ContentHash Of(RenderFrame request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(request.Word));
        hash.AppendData(request.Bytes.Span);
        return new(System.Buffers.Binary.BinaryPrimitives.ReadInt128BigEndian(hash.GetHashAndReset()));
    }
}

/// <summary>Bytes that ended a worker are not tried again for an hour, whoever opens them; who opened them waits in the slow lane for a minute.</summary>
sealed class KnownBombs(TimeProvider time) : IDisposable
{
    static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    static readonly TimeSpan Slowed = TimeSpan.FromMinutes(1);

    readonly MemoryCache bombs = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    public bool IsKnown(ContentHash content) => Until(content) > time.GetUtcNow();

    public bool IsSlowed(Guid person) => Until(person) > time.GetUtcNow();

    public void Remember(RenderTask task)
    {
        Set(task.Hash, Remembered);
        Set(task.Person, Slowed);
    }

    DateTimeOffset Until(object key) => bombs.TryGetValue(key, out DateTimeOffset until) ? until : default;

    void Set(object key, TimeSpan span) => bombs.Set(key, time.GetUtcNow() + span, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });

    public void Dispose() => bombs.Dispose();
}
