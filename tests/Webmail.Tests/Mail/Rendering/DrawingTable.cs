using Webmail.Mail.Rendering;

namespace Webmail.Tests.Mail.Rendering;

/// <summary>Worker processes that draw pictures, shared by the tests of a class.</summary>
public sealed class DrawingTable : IAsyncDisposable
{
    readonly PoolUnderTest pool = new(options => options with { Command = RenderCommand.Own() });

    public PictureDrawing Drawing => new(pool.Pool);

    public HtmlCleaning Cleaning => new(pool.Pool);

    /// <summary>What of the workers' ends was logged.</summary>
    public IEnumerable<string> Log => pool.Log.All;

    public ValueTask DisposeAsync() => pool.DisposeAsync();
}
