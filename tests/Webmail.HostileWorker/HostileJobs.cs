using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Webmail.Mail.Rendering;

namespace Webmail.HostileWorker;

public enum Misbehaviour { None, Loop, OverflowTheStack, TakeAllMemory, TakeMemoryOutside, Throw, Exit, SayTooMuch }

public sealed record MisbehaveRequest(Misbehaviour How);

/// <param name="Process">Of the worker.</param>
/// <param name="Environment">Names of its environment variables.</param>
public sealed record MisbehaveReply(int Process, IReadOnlyList<string> Environment);

public static class HostileJobs
{
    public static readonly RenderJob<MisbehaveRequest, MisbehaveReply> Misbehave =
        new("misbehave", HostileJson.Default.MisbehaveRequest, HostileJson.Default.MisbehaveReply, Run);

    static RenderReply<MisbehaveReply> Run(MisbehaveRequest request, ReadOnlyMemory<byte> bytes)
    {
        switch (request.How)
        {
            case Misbehaviour.Loop: while (true) { }
            case Misbehaviour.OverflowTheStack: Descend(0); break;
            case Misbehaviour.TakeAllMemory: for (var held = new List<byte[]>(); ; held.Add(new byte[16 << 20])) { }
            case Misbehaviour.TakeMemoryOutside: while (true) TouchOutside(16 << 20);
            case Misbehaviour.Throw: throw new InvalidOperationException("secret words of the mail");
            case Misbehaviour.Exit: Environment.Exit(3); break;
            case Misbehaviour.SayTooMuch: return new(Reply(), new byte[65 << 20]);
        }
        return new(Reply(), bytes);
    }

    static MisbehaveReply Reply() => new(Environment.ProcessId, [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Descend(int depth) => Descend(depth + 1) + 1;

    static unsafe void TouchOutside(int size) => new Span<byte>(System.Runtime.InteropServices.NativeMemory.Alloc((nuint)size), size).Fill(1);
}

[JsonSerializable(typeof(MisbehaveRequest))]
[JsonSerializable(typeof(MisbehaveReply))]
public sealed partial class HostileJson : JsonSerializerContext;
