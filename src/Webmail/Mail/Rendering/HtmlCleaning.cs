using System.Text;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Rendering;

/// <summary>HTML of a message, cleaned in a worker, with what the page around it wants to know.</summary>
/// <param name="UsedInline">Content-IDs the HTML refers to, in lower case.</param>
public sealed record CleanedMail(CleanedHtml Html, IReadOnlyCollection<string> UsedInline);

/// <summary>HTML of the stricter profile; empty when it was refused.</summary>
/// <param name="UsedInline">Content-IDs the HTML refers to, in lower case.</param>
public sealed record StrictMail(SafeHtml Html, CleaningRefusal Refusal, IReadOnlyCollection<string> UsedInline)
{
    public bool Refused => Refusal != CleaningRefusal.None;
}

/// <summary>Cleans the HTML of messages for their readers: the door to <see cref="HtmlCleaner"/>, which never runs in this process.</summary>
public sealed class HtmlCleaning(RenderPool pool)
{
    /// <summary>Never fails: what a worker could not do is refused like any other HTML that is not safe to build.</summary>
    public async Task<CleanedMail> CleanAsync(string html, CleanRequest rules, Guid person, CancellationToken cancel)
    {
        if (html.Length > PreScan.MaxLength) return Refuse(CleaningRefusal.TooLarge);
        try
        {
            var reply = await pool.RunAsync(RenderJobs.CleanHtml, rules, Encoding.UTF8.GetBytes(html), person, cancel);
            var (said, markup) = (reply.Fields, HtmlCleaner.Received(reply.Bytes.Span));
            return new(new(markup, said.RemoteImages, said.Trackers, said.Dangerous, said.RemoteAddresses, said.Refusal) { Mode = said.Mode, HasDarkStyle = said.HasDarkStyle, TrackerNames = said.TrackerNames }, said.UsedInline);
        }
        catch (RenderFailure failure)
        {
            return Refuse(failure.Problem == RenderProblem.Busy ? CleaningRefusal.Busy : CleaningRefusal.TooSlow);
        }
    }

    /// <summary>Cleans by the stricter profile, for an editor of ours and for messages of ours (A32): see <see cref="StrictMarkup"/>.</summary>
    /// <param name="pictures">Content-IDs of pictures that go along.</param>
    public async Task<StrictMail> StrictAsync(string html, IEnumerable<string> pictures, Guid person, CancellationToken cancel)
    {
        var addresses = pictures.Where(StrictMarkup.IsContentId).DistinctBy(id => id.ToLowerInvariant()).ToDictionary(id => id.ToLowerInvariant(), id => $"cid:{id}");
        var (clean, used) = await CleanAsync(html, new CleanRequest(null, addresses, Strict: true), person, cancel);
        return new(clean.Refused ? SafeHtml.Empty : clean.Html, clean.Refusal, used);
    }

    /// <summary>Markup that a person once wrote here and that is to be shown again: who could write into the database, cannot write into an editor (A31).</summary>
    /// <param name="text">The same in words, for the case that it is refused.</param>
    /// <param name="pictures">Content-IDs of pictures that go along; none: it is shown without any.</param>
    public async Task<SafeHtml> OwnAsync(string html, string text, Guid person, CancellationToken cancel, IEnumerable<string>? pictures = null)
    {
        for (var tries = 0; ; tries++)
        {
            var strict = await StrictAsync(html, pictures ?? [], person, cancel);
            if (!strict.Refused) return strict.Html;
            if (strict.Refusal is not (CleaningRefusal.Busy or CleaningRefusal.TooSlow) || tries == 3) return StrictMarkup.OfText(text);
        }
    }

    static CleanedMail Refuse(CleaningRefusal why) => new(CleanedHtml.Refuse(why), []);
}
