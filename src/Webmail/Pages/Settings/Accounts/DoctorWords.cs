using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Checking;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>What a check that did not go well says: to a person on the page, to an administrator on the terminal.</summary>
/// <param name="ownServers">The servers were named by a person: all that keeps them from being reached is then one thing (A58).</param>
sealed class DoctorWords(IStringLocalizer<DoctorText> text, bool ownServers)
{
    /// <summary>What is wrong.</summary>
    public string Sentence(Check check) => text[Key(check), check.Server.Host, check.Server.Port.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Who must do what.</summary>
    public string Advice(Check check) => text[$"{Key(check)}.Do", check.Server.Host, check.Server.Port.ToString(CultureInfo.InvariantCulture)];

    string Key(Check check)
    {
        var kind = check.Problem is { } problem && !text[$"Problem.{problem}"].ResourceNotFound ? problem : FailureKind.Refused;
        return kind is FailureKind.Unreachable && ownServers ? "Problem.Silent" : $"Problem.{kind}";
    }
}
