using Webmail;
using Webmail.Data;
using Webmail.Endpoints;
using Webmail.Hosting;
using Webmail.Live;
using Webmail.Mail.Accounts;
using Webmail.Mail.Acting;
using Webmail.Mail.Contacts;
using Webmail.Mail.Imap;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sending;
using Webmail.Mail.Trust;
using Webmail.Pages.Mail;
using Webmail.Security;

if (args is [RenderWorker.Verb]) return await RenderWorker.RunAsync(RenderJobs.All);
if (Commands.Explain(args, Console.Out, Console.Error) is { } explained) return explained;
try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = HostingWiring.PublishedFolder });
    var settings = builder.AddWebmailHosting();
    builder.Services.AddWebmailData(settings.Database);
    builder.Services.AddMailAccounts(settings.MasterKey.Load(), settings.Options.Servers, settings.Options.OAuth);
    builder.Services.AddImap(settings.Options.Servers, settings.Options.MailConnections);
    builder.Services.AddLocalMail(settings.Options.LocalQuotaMegabytes).AddPop3();
    builder.Services.AddSending(settings.Options.UploadMegabytes, settings.Options.AllUploadsMegabytes);
    builder.Services.AddActing();
    builder.Services.AddContacts();
    builder.Services.AddSignIn(settings.Https, settings.Options.AllowOtherServers);
    builder.Services.AddMailPages(settings.Https);
    builder.Services.AddRendering(settings.Options.RenderWorkers);
    builder.Services.AddTrust();
    builder.Services.AddMessageContent();
    builder.Services.AddLive().AddRazorPages();

    var app = builder.Build();
    if (await Commands.RunAsync(app.Services, args) is { } status) return status;
    app.UseWebmailHosting();
    app.UsePageSecurity();
    app.UseRouting();
    app.UseSignIn();
    app.MapStaticAssets().AllowAnonymous();
    app.MapRazorPages().WithStaticAssets();
    app.MapMailEntrance();
    app.MapMessageContent();
    app.MapContacts();
    app.MapLive();
    app.MapHealth();
    await app.RunAsync();
    return 0;
}
catch (ConfigurationProblem problem)
{
    foreach (var sentence in problem.Sentences) await Console.Error.WriteLineAsync(sentence);
    return 78; // EX_CONFIG of sysexits.h: a supervisor need not try again.
}

public partial class Program;
