using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Hosting;

static class Health
{
    /// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it can serve people; 503 as soon as it is asked to stop, so that a balancer goes elsewhere.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => TypedResults.Text("ok")).AllowAnonymous();
        app.MapGet("/readyz", ReadyAsync).AllowAnonymous();
    }

    static async Task<IResult> ReadyAsync(WebmailDb db, IHostApplicationLifetime lifetime, CancellationToken cancel)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return Unavailable("stopping");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            await db.Database.ExecuteSqlAsync($"select 1", deadline.Token);
            return TypedResults.Text("ready");
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or OperationCanceledException or InvalidOperationException)
        {
            return Unavailable("the database does not answer");
        }
    }

    static Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult Unavailable(string reason) =>
        TypedResults.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable);
}
