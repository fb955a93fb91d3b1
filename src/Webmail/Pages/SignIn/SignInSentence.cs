using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Stores;
using Webmail.Security;

namespace Webmail.Pages.SignIn;

/// <summary>What a failed sign-in says: what happened, what to do and who must do it.</summary>
sealed class SignInSentence(SignInOutcome outcome, IStringLocalizer<SignInText> text, IStringLocalizer<ProviderText> providers)
{
    public string Notice => Minutes > 0 ? text["TooManyTries.Minutes", Minutes] : text[Key, outcome.Connects.Length > 0 ? outcome.Connects : Seconds];
    public string Advice => ProviderAdvice ?? text[$"{Key}.Advice", outcome.Connects];
    /// <summary>The provider whose sign-in opens the mailbox; empty where a password does.</summary>
    public string Connects => outcome.Problem is SignInProblem.ProviderOnly ? outcome.Connects : "";
    public int Seconds => (int)Math.Ceiling(outcome.Wait.TotalSeconds);

    public string Field => outcome.Problem switch
    {
        SignInProblem.NotAnAddress or SignInProblem.ProviderRefuses => "email",
        SignInProblem.PasswordMissing or SignInProblem.WrongPassword => "password",
        SignInProblem.ServersNeeded or SignInProblem.ServersRefused => "imap",
        _ => "",
    };

    public int Status => outcome.Problem switch
    {
        SignInProblem.TooManyTries => StatusCodes.Status429TooManyRequests,
        SignInProblem.MailServer => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    int Minutes => outcome.Problem is SignInProblem.TooManyTries && outcome.Wait.TotalSeconds > 90 ? (int)Math.Ceiling(outcome.Wait.TotalMinutes) : 0;

    // Most wrong passwords are right ones, for a provider that wants another kind.
    string? ProviderAdvice => outcome is { Provider: { Asks: not ProviderAsks.Nothing } provider, Problem: SignInProblem.WrongPassword or SignInProblem.ProviderRefuses }
        ? providers[provider.Name].Value : null;

    string Key => outcome is { Problem: SignInProblem.ServersNeeded, Found.Confirm: true } ? "ServersFound"
        : outcome.Problem is not SignInProblem.MailServer ? outcome.Problem.ToString() : outcome.Failure switch
    {
        FailureKind.TlsExpired or FailureKind.TlsWrongHost or FailureKind.TlsUnknownIssuer or FailureKind.TlsFailed or FailureKind.NoEncryption
            or FailureKind.UnknownHost or FailureKind.TooManyConnections => outcome.Failure.ToString(),
        FailureKind.Refused or FailureKind.ReadOnly or FailureKind.OverQuota => nameof(FailureKind.Refused),
        _ => nameof(FailureKind.Unreachable),
    };
}
