using Webmail.Mail.Reading;
using Webmail.Security;

namespace Webmail.Endpoints;

public static class ContentWiring
{
    public static IServiceCollection AddMessageContent(this IServiceCollection services) =>
        services.AddScoped<MessageDoor>().AddScoped<ReadingChoices>().AddScoped<BodyReading>().AddScoped<OpenedContext>().AddScoped<PrintDesk>().AddSingleton<ImageTokens>().AddSingleton<RecentBodies>().AddSingleton<PackedFiles>().AddSingleton<RemotePictures>()
            .AddSingleton(new OutboundGuard(OutboundGuard.IsPublicWeb));

    public static void MapMessageContent(this WebApplication app)
    {
        var message = app.MapGroup("/mail/{account}/{mailbox}/{message}").AddEndpointFilter<RouteGroupBuilder, ToContentHost>().AddEndpointFilter<RouteGroupBuilder, ContentFailures>();
        message.MapGet("/body", MessageBody.GetAsync);
        message.MapGet("/print", MessagePrint.GetAsync);
        message.MapGet("/enclosed-body", EnclosedBody.GetAsync);
        message.MapGet("/opened-body", OpenedBody.GetAsync);
        message.MapGet("/opened-parts/{part}", OpenedPart.GetAsync);
        message.MapGet("/parts/{part}", MessagePartFile.GetAsync);
        message.MapGet("/unpacked/{part}/{number:int}", UnpackedFile.GetAsync);
        message.MapGet("/parts.zip", MessageFiles.GetAsync);
        message.MapGet("/source", MessageSource.GetAsync);
        app.MapGet("/mail/{account}/{mailbox}/export", MailboxFile.GetAsync).AddEndpointFilter<RouteHandlerBuilder, ToContentHost>().AddEndpointFilter<RouteHandlerBuilder, ContentFailures>();
        app.MapGet("/compose/files/{draft:guid}/{file:guid}", DraftFileContent.GetAsync);
        app.MapGet("/settings/identities/pictures/{id:guid}", SignaturePictureContent.GetAsync);
        app.MapGet("/settings/keys/{id:guid}/public", PublicKeyFile.GetAsync);
        app.MapGet(ImageTokens.Path + "{token}", RemoteImage.GetAsync).AllowAnonymous();
    }
}
