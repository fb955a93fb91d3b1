namespace Webmail.Security;

/// <summary>Leaves a mailing list by one POST (RFC 8058 §3.1): no cookies, no redirects, nothing of the person but what the address holds.</summary>
public sealed class OneClick(OutboundGuard guard)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>False for anything but a plain success, whatever the reason.</summary>
    public async Task<bool> LeaveAsync(Uri address, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Deadline);
        try
        {
            using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
            using var answer = await guard.PostAsync(address, form, deadline.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or System.Net.Sockets.SocketException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }
}
