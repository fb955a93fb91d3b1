using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Webmail.Mail.Rendering;

/// <summary>
/// One kind of work on hostile bytes, done in a process that may be killed. Its fields are records of plain values with source-generated JSON
/// (<see cref="RenderJson"/>): no type name ever travels. Bulk goes beside them as raw bytes.
/// </summary>
public abstract class RenderJob(string name)
{
    /// <summary>ASCII, as it travels and as metrics call it.</summary>
    public string Name => name;

    /// <summary>Runs in the worker.</summary>
    internal abstract RenderFrame Run(RenderFrame request);
}

/// <summary>
/// To add one: two records, a pure function without I/O, a line in <see cref="RenderJson"/> and one in <see cref="RenderJobs"/>. Callers use
/// <see cref="RenderPool.RunAsync"/>.
/// </summary>
/// <param name="run">May throw: the caller then gets <see cref="RenderProblem.Failed"/> and the worker goes on.</param>
public sealed class RenderJob<TRequest, TReply>(
    string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TReply> reply, Func<TRequest, ReadOnlyMemory<byte>, RenderReply<TReply>> run) : RenderJob(name)
{
    internal RenderFrame Ask(TRequest fields, ReadOnlyMemory<byte> bytes) => new(Name, JsonSerializer.SerializeToUtf8Bytes(fields, request), bytes);

    internal RenderReply<TReply> Answer(RenderFrame frame) => new(JsonSerializer.Deserialize(frame.Fields.Span, reply)!, frame.Bytes);

    internal override RenderFrame Run(RenderFrame frame)
    {
        var done = run(JsonSerializer.Deserialize(frame.Fields.Span, request)!, frame.Bytes);
        return new(RenderWorker.Done, JsonSerializer.SerializeToUtf8Bytes(done.Fields, reply), done.Bytes);
    }
}

/// <summary>What a job gives back.</summary>
public readonly record struct RenderReply<T>(T Fields, ReadOnlyMemory<byte> Bytes);
