namespace Webmail.Pages.Mail;

/// <summary>A page that asks for a folder, for a form that named messages and no target.</summary>
/// <param name="Fields">What the form said, to be said again.</param>
/// <param name="Back">Where the person goes who has changed their mind.</param>
public sealed record ChooseTargetView(string Title, TargetsView Targets, IReadOnlyList<KeyValuePair<string, string>> Fields, string Back);
