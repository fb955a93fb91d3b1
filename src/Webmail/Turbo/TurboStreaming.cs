using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewEngines;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Webmail.Turbo;

/// <summary>Changes of the screen that go out one after the other, each as soon as it is known.</summary>
public sealed class TurboStreaming(IAsyncEnumerable<IReadOnlyList<TurboStream>> changes) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var services = http.RequestServices;
        var view = services.GetRequiredService<ICompositeViewEngine>().GetView(null, "~/Pages/Shared/_TurboStream.cshtml", isMainPage: false).View!;
        var temporary = services.GetRequiredService<ITempDataDictionaryFactory>().GetTempData(http);
        http.Response.ContentType = "text/vnd.turbo-stream.html; charset=utf-8";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using var writer = new StreamWriter(http.Response.Body, leaveOpen: true);
        await foreach (var some in changes.WithCancellation(http.RequestAborted))
        {
            var data = new ViewDataDictionary<IReadOnlyList<TurboStream>>(services.GetRequiredService<IModelMetadataProvider>(), new ModelStateDictionary()) { Model = some };
            await view.RenderAsync(new ViewContext(context, view, data, temporary, writer, new HtmlHelperOptions()));
            await writer.FlushAsync(http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
