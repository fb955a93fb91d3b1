using System.Net.Sockets;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>Asks providers for their endpoints and for tokens: encrypted, without redirects; hosts that the administrator did not name must be on the public Internet.</summary>
public sealed class ProviderHttp(OAuthProviders providers) : IDisposable
{
    const int MaxBytes = 256 << 10;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    readonly OutboundGuard named = new(_ => true), found = new(OutboundGuard.IsPublicHttps);

    /// <inheritdoc cref="AskProvider"/>
    public async Task<ProviderAnswer> AskAsync(Uri url, IReadOnlyDictionary<string, string>? form, CancellationToken cancel)
    {
        if (!OAuthPreset.IsSafe(url)) throw new MailFailure(FailureKind.Unreachable, url.Host);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Deadline);
        try
        {
            var guard = providers.Names(url) ? named : found;
            using var content = form is null ? null : new FormUrlEncodedContent(form);
            using var answer = content is null ? await guard.GetAsync(url, "Mozilla/5.0 (compatible; webmail)", "application/json", deadline.Token) : await guard.PostAsync(url, content, deadline.Token);
            await using var body = await answer.Content.ReadAsStreamAsync(deadline.Token);
            var bytes = new byte[MaxBytes];
            var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, deadline.Token);
            return new ProviderAnswer((int)answer.StatusCode, bytes[..read]);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new MailFailure(FailureKind.Unreachable, url.Host, error);
        }
    }

    public void Dispose()
    {
        named.Dispose();
        found.Dispose();
    }
}
