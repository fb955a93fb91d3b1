namespace Webmail.Mail.Rendering;

/// <summary>A job that waits for a worker, and who waits for it.</summary>
sealed class RenderTask(Guid person, RenderFrame request, CancellationToken cancel)
{
    /// <summary>Above this a job may take long enough to be noticed by others.</summary>
    const int Quick = 256 << 10;

    readonly TaskCompletionSource<RenderFrame> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid Person => person;
    public RenderFrame Request => request;
    public bool IsQuick => request.Fields.Length + request.Bytes.Length <= Quick;
    /// <summary>The text of a message comes before the pictures of the one before it.</summary>
    public bool IsPatient => request.Word == RenderJobs.DrawPicture.Name;
    public Task<RenderFrame> Reply => reply.Task;

    /// <summary>Nobody waits any more.</summary>
    public bool IsAbandoned => cancel.IsCancellationRequested;

    public ContentHash Hash { get; } = ContentHash.Of(request);

    public void Finish(RenderFrame frame) => reply.TrySetResult(frame);
    public void Fail(RenderProblem problem) => reply.TrySetException(new RenderFailure(problem));
    public void Abandon() => reply.TrySetCanceled(cancel);
}
