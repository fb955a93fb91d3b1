using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Webmail.Turbo;

/// <summary>
/// A page that answers forms in two shapes: a stream of changes when Turbo asks for one, a redirect otherwise, so that every form works without
/// JavaScript. One URL has two shapes, hence the Vary header.
/// </summary>
public abstract class TurboPage : PageModel
{
    const string StreamType = "text/vnd.turbo-stream.html";

    /// <summary>Whether the browser applies streams; false without JavaScript.</summary>
    protected bool WantsStream => Request.Headers.Accept.Any(value => value?.Contains(StreamType, StringComparison.Ordinal) == true);

    /// <summary>Id of the frame that asked, or null for a whole page.</summary>
    protected string? Frame => Request.Headers.TryGetValue("Turbo-Frame", out var frame) ? frame.ToString() : null;

    protected PartialViewResult Stream(params IEnumerable<TurboStream> changes)
    {
        var result = PartialOf("_TurboStream", changes.ToArray());
        result.ContentType = $"{StreamType}; charset=utf-8";
        return result;
    }

    /// <summary>A partial drawn with its own model instead of the page's.</summary>
    protected PartialViewResult PartialOf(string name, object? model)
    {
        Response.Headers.Append("Vary", "Accept, Turbo-Frame");
        return new PartialViewResult { ViewName = name, ViewData = new ViewDataDictionary(MetadataProvider, ModelState) { Model = model } };
    }
}
