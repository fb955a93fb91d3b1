using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Security;

namespace Webmail.Live;

/// <summary><c>GET /live</c>: Server-Sent Events that say what has changed. A browser opens one for all its tabs.</summary>
sealed class LiveEndpoint(LiveChannels channels, IServiceScopeFactory scopes, IServiceProvider services, SessionCookies cookies)
{
    const string Type = "text/event-stream";

    /// <param name="after">As Last-Event-ID, for a tab that takes the stream over from another.</param>
    public async Task<IResult> GetAsync(HttpContext context, string? after)
    {
        var me = CurrentPerson.From(context);
        var ticket = SessionStore.NameOf(cookies.TicketOf(context.Request));
        var known = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : after;
        if (channels.TryJoin(me.Id, ticket, known) is not var (channel, stream))
        {
            context.Response.Headers.RetryAfter = "60";
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }
        try
        {
            await channel.WatchAsync(await WatchesAsync(channel, me, context.RequestAborted));
            await SendAsync(context, channel, stream, ticket);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The browser has gone.
        }
        finally
        {
            channels.Leave(channel, stream);
        }
        return Results.Empty;
    }

    /// <summary>In a scope of its own: the request's would hold a database context for as long as the stream lasts.</summary>
    async Task<IReadOnlyList<IAsyncDisposable>> WatchesAsync(LiveChannel channel, CurrentPerson me, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var stores = scope.ServiceProvider.GetRequiredService<MailStores>();
        var watches = new List<IAsyncDisposable>();
        foreach (var account in await stores.OfAsync(me.Id, cancel))
        {
            try
            {
                if (await stores.OpenAsync(me.Id, account.Id, me.SessionSecret, cancel) is not { } opened) continue;
                watches.Add(new LiveWatch(channel, account.Id, opened.Store));
                watches.Add(new ReturnsWatch(scopes, me.Id, opened.Store, scope.ServiceProvider.GetRequiredService<ILogger<ReturnsWatch>>()));
            }
            catch (MailFailure)
            {
                // Its password is shut away: nothing to hear from that account.
            }
        }
        return watches;
    }

    async Task SendAsync(HttpContext context, LiveChannel channel, LiveStream stream, string ticket)
    {
        var response = context.Response;
        response.ContentType = Type;
        // nginx would keep events back until they fill a buffer.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // Not all at once when a node has been restarted.
        await WriteAsync(response, string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(2000, 6000)}\n\n"), context.RequestAborted);
        await EndScopeAsync(context);
        await foreach (var what in stream.ReadAsync(context.RequestAborted))
        {
            if (what == LiveEvent.Beat && !await IsOpenAsync(ticket, context.RequestAborted)) channels.End(ticket);
            var position = what.Number > 0 || what.Name == "reset" ? $"id: {channel.Position(what.Number)}\n" : "";
            await WriteAsync(response, $"{position}event: {what.Name}\ndata: {what.Data}\n\n", context.RequestAborted);
        }
    }

    /// <summary>What served the request until here, signing in above all, holds a database context: 25 kB for as long as somebody listens. Nothing of it is needed any more.</summary>
    async Task EndScopeAsync(HttpContext context)
    {
        if (context.Features.Get<IServiceProvidersFeature>() is not RequestServicesFeature feature) return;
        await feature.DisposeAsync();
        feature.RequestServices = services;
    }

    async Task<bool> IsOpenAsync(string ticket, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            return await scope.ServiceProvider.GetRequiredService<SessionStore>().IsOpenAsync(ticket, cancel);
        }
        catch (System.Data.Common.DbException)
        {
            // The database rests: the next beat asks again.
            return true;
        }
    }

    static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancel)
    {
        Encoding.UTF8.GetBytes(text, response.BodyWriter);
        await response.BodyWriter.FlushAsync(cancel);
    }
}
