namespace Webmail.Pages.Compose;

/// <summary>The menu beside Send.</summary>
/// <param name="Error">What is wrong with the time that was picked; null for nothing.</param>
public sealed record SendLaterView(SendTimes Times, string? Error);
