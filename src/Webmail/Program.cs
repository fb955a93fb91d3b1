using Webmail.Data;
using Webmail.Hosting;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Pages.Mail;
using Webmail.Security;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.AddWebmailHosting();
builder.Services.AddWebmailData(settings.Database);
builder.Services.AddMailAccounts(settings.MasterKey.Load(out _), settings.Options.Servers);
builder.Services.AddImap(settings.Options.Servers);
builder.Services.AddSignIn(settings.Https, settings.Options.AllowOtherServers);
builder.Services.AddMailPages();
builder.Services.AddRazorPages();

var app = builder.Build();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorPages().WithStaticAssets();
app.MapGet("/healthz", () => "ok").AllowAnonymous();
await app.RunAsync();

public partial class Program;
