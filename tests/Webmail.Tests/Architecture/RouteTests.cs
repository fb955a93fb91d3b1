using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Security;
using Webmail.Tests.Support;

namespace Webmail.Tests.Architecture;

/// <summary>Every route there is, tried as nobody, as somebody else, and with a session that was ended.</summary>
public sealed class RouteTests(MailServerFixture mail, OwnSqliteApp fixture) : IClassFixture<OwnSqliteApp>
{
    // leaving: a doubtful link of a message leads there from a document that has no cookies; it knows nothing and does nothing.
    // images/{token}: the frame it is shown in has no cookies, so the signed token is the right (A51).
    static readonly string[] Public = ["error/{status:int}", "healthz", "images/{token}", "language", "leaving", "readyz", "sign-in", "sign-in/callback", "sign-out"];
    readonly WebmailApp app = fixture.App;

    [Fact]
    public void CVE_2020_18670_only_these_routes_are_public_and_none_of_them_sets_anything_up() =>
        Assert.Equal(Public, Routes().Where(IsPublic).Select(route => route.RoutePattern.RawText!.TrimStart('/')).Distinct().Order());

    [Fact]
    public async Task A93_CVE_2022_37042_nobody_and_a_session_that_was_ended_get_nothing()
    {
        var person = await mail.NewUserAsync();
        using var ended = await app.SignInAsync(person);
        var (id, account) = await IdsAsync(person.Address);
        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<SessionStore>().EndOthersAsync(id, new Secret("of no session"), CancellationToken.None);
        using var nobody = app.Open();
        foreach (var (method, url) in Private(account))
            foreach (var browser in new[] { nobody, ended })
                await RefusedAsync(browser, method, url, HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A93_CVE_2026_62644_somebody_else_finds_nothing_of_mine()
    {
        var mine = await mail.NewUserAsync();
        using var me = await app.SignInAsync(mine);
        using var other = await app.SignInAsync(await mail.NewUserAsync());
        var (_, account) = await IdsAsync(mine.Address);
        var named = Private(account).Where(route => route.Url.Contains(account, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(named);
        foreach (var (method, url) in named) await RefusedAsync(other, method, url, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed);
        using var inbox = await me.GetAsync($"/mail/{account}/INBOX");
        Assert.Equal(HttpStatusCode.OK, inbox.StatusCode);
    }

    [Fact]
    public async Task A84_CVE_2026_35538_nothing_changes_without_an_anti_forgery_field_nor_for_another_site()
    {
        var person = await mail.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        var (_, account) = await IdsAsync(person.Address);
        foreach (var (_, url) in All(account).Where(route => route.Method != "GET").DistinctBy(route => route.Url).Where(route => !route.Url.StartsWith("/error", StringComparison.Ordinal)))
        {
            await RefusedAsync(browser, "POST", url, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound);
            foreach (var header in new[] { ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example"), ("Origin", "null") })
            {
                using var answer = await browser.PostRawAsync(url, [], header);
                Assert.Equal((url, HttpStatusCode.Forbidden), (url, answer.StatusCode));
            }
        }
        using var page = await browser.GetAsync("/sign-in");
        Assert.Equal("/mail", page.Headers.Location?.ToString());
    }

    static async Task RefusedAsync(Browser browser, string method, string url, params HttpStatusCode[] expected)
    {
        using var answer = method == "GET" ? await browser.GetAsync(url) : await browser.PostRawAsync(url, []);
        Assert.True(expected.Contains(answer.StatusCode), $"{method} {url} answered {answer.StatusCode}.");
        if (answer.StatusCode == HttpStatusCode.SeeOther) Assert.StartsWith("/sign-in", answer.Headers.Location?.ToString());
    }

    IEnumerable<RouteEndpoint> Routes() => app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<StaticAssetDescriptor>() is null);

    static bool IsPublic(RouteEndpoint route) => route.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    IEnumerable<(string Method, string Url)> Private(string account) => Urls(Routes().Where(route => !IsPublic(route)), account);

    IEnumerable<(string Method, string Url)> All(string account) => Urls(Routes(), account);

    static IEnumerable<(string Method, string Url)> Urls(IEnumerable<RouteEndpoint> routes, string account) =>
        from route in routes
        let methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } some ? some : ["GET", "POST"]
        from method in methods
        where method is "GET" or "POST"
        select (method, "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => Value(part, account))))));

    static string Value(RoutePatternPart part, string account) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { Name: "account" } => account,
        RoutePatternParameterPart { Name: "mailbox" } => "INBOX",
        RoutePatternParameterPart { Name: "message" } => "1-1",
        RoutePatternParameterPart { Name: "status" } => "404",
        _ => "1",
    };

    async Task<(Guid Person, string Account)> IdsAsync(string address)
    {
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == address));
        return (account.PersonId, account.Id);
    }
}
