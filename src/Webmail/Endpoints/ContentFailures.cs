using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;

namespace Webmail.Endpoints;

/// <summary>Turns a <see cref="MailFailure"/> into a status and a sentence; inside the reader's frame the sentence is a document like a body.</summary>
sealed class ContentFailures(IStringLocalizer<BodyText> text) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var response = context.HttpContext.Response;
        try
        {
            return await next(context);
        }
        catch (MailFailure failure) when (!response.HasStarted)
        {
            return Answer(context.HttpContext, Status(failure.Kind), text[Sentence(failure.Kind)]);
        }
        catch (MailFailure) when (response.HasStarted)
        {
            // Half a file must not look like a whole one.
            context.HttpContext.Abort();
            return Results.Empty;
        }
    }

    public IResult Answer(HttpContext context, int status, string sentence)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        ContentHeaders.ApplyBody(context.Response, ContentHeaders.BlockedPolicy);
        using var document = new StringWriter();
        new BodyDocument(document, text).WriteSentence(sentence);
        return Results.Text(document.ToString(), "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    static int Status(FailureKind kind) => kind switch
    {
        FailureKind.MailboxGone or FailureKind.MessageGone => StatusCodes.Status404NotFound,
        FailureKind.MailboxChanged => StatusCodes.Status409Conflict,
        FailureKind.SignInAgain or FailureKind.WrongPassword => StatusCodes.Status403Forbidden,
        FailureKind.TimedOut => StatusCodes.Status504GatewayTimeout,
        FailureKind.Unreachable or FailureKind.TooManyConnections or FailureKind.UnknownHost => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status502BadGateway,
    };

    static string Sentence(FailureKind kind) => Status(kind) switch
    {
        StatusCodes.Status404NotFound => "Failure.Gone",
        StatusCodes.Status409Conflict => "Failure.Changed",
        StatusCodes.Status403Forbidden => "Failure.SignIn",
        StatusCodes.Status504GatewayTimeout => "Failure.Slow",
        StatusCodes.Status503ServiceUnavailable => "Failure.Unreachable",
        _ => "Failure.Server",
    };
}
