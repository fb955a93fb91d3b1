using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Search;

/// <summary>The form with a field for each condition: writes the question that one could have typed, and asks it.</summary>
public sealed class AdvancedModel(MailPageContext context) : MailPage(context)
{
    public IActionResult OnGet(AdvancedFields fields)
    {
        var query = fields.Query();
        return LocalRedirect(query.Length == 0 ? Urls.SearchPage : Urls.Search(new SearchAddress(query)));
    }
}

/// <summary>What was filled in; everything may be left out.</summary>
/// <param name="Larger">Megabytes.</param>
public sealed record AdvancedFields(
    string? From = null, string? To = null, string? Subject = null, string? Words = null, string? Without = null, string? After = null, string? Before = null, string? Larger = null, bool Attachment = false, bool Unread = false)
{
    public string Query() => string.Join(' ', Terms());

    IEnumerable<string> Terms()
    {
        foreach (var (name, value) in new[] { ("from:", From), ("to:", To), ("subject:", Subject), ("after:", After), ("before:", Before) })
            if (Quoted(value) is { } text) yield return name + text;
        foreach (var word in (Words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)) if (Quoted(word) is { } text) yield return text;
        foreach (var word in (Without ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)) if (Quoted(word) is { } text) yield return "-" + text;
        if (int.TryParse(Larger, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0) yield return string.Create(CultureInfo.InvariantCulture, $"larger:{size}M");
        if (Attachment) yield return "has:attachment";
        if (Unread) yield return "is:unread";
    }

    /// <summary>So that it is read as the text it is; quotes cannot stand in it.</summary>
    static string? Quoted(string? value)
    {
        var text = (value ?? "").Replace('"', ' ').Trim();
        if (text.Length == 0) return null;
        return text.All(character => char.IsLetterOrDigit(character) || character is '@' or '.' or '-' or '_') && text[0] != '-' && text is not ("OR" or "OU") ? text : $"\"{text}\"";
    }
}
