using System.Threading.RateLimiting;
using Microsoft.Extensions.Caching.Memory;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary>Fetches pictures from senders' servers on behalf of readers: these learn our address and when, and nothing of the reader.</summary>
sealed class RemotePictures(OutboundGuard guard, PictureDrawing drawing) : IDisposable
{
    public const int MaxBytes = 5 << 20;
    public const int PerMinute = 240;
    const int MaxRedirects = 3;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    // Enough for a few newsletters a minute, too little for an open proxy.
    readonly PartitionedRateLimiter<Guid> limiter = PartitionedRateLimiter.Create<Guid, Guid>(person => RateLimitPartition.GetFixedWindowLimiter(
        person, _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) }));

    // Kept for the message it is in: opening that again tells its sender nothing, opening another of theirs does not say who knows whom (A52).
    readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = 64 << 20 });

    /// <summary>The picture as it was drawn anew; null for anything that cannot be shown, whatever the reason.</summary>
    public async Task<ReadOnlyMemory<byte>?> ShowAsync(ImageRequest request, CancellationToken cancel)
    {
        if (kept.TryGetValue(request, out ReadOnlyMemory<byte> known)) return known;
        if (await FetchAsync(request.Url, cancel) is not { } bytes || await drawing.DrawAsync(bytes, request.PersonId, cancel) is not { } drawn) return null;
        return kept.Set(request, drawn, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1), Size = drawn.Length + 1000 });
    }

    public bool MayFetch(Guid person)
    {
        using var lease = limiter.AttemptAcquire(person);
        return lease.IsAcquired;
    }

    /// <summary>The sender's bytes; null for anything that is not a picture from a public web server, whatever the reason.</summary>
    public async Task<byte[]?> FetchAsync(string url, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Deadline);
        try
        {
            return await FollowAsync(url, deadline.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UriFormatException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return null;
        }
    }

    async Task<byte[]?> FollowAsync(string url, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) return null;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0) return null;
            using var answer = await guard.GetAsync(address, cancel);
            if ((int)answer.StatusCode is >= 301 and <= 308 && answer.Headers.Location is { } next) { address = new Uri(address, next); continue; }
            return answer.IsSuccessStatusCode ? await ReadAsync(answer.Content, cancel) : null;
        }
        return null;
    }

    static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > MaxBytes) return null;
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var picture = new MemoryStream();
        var slice = new byte[32 << 10];
        for (int read; (read = await stream.ReadAsync(slice, cancel)) > 0;)
        {
            if (picture.Length + read > MaxBytes) return null;
            picture.Write(slice, 0, read);
        }
        var bytes = picture.ToArray();
        return DataImages.TypeOf(bytes) is null ? null : bytes;
    }

    public void Dispose()
    {
        limiter.Dispose();
        kept.Dispose();
    }
}
