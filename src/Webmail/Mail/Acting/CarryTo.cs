using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;

namespace Webmail.Mail.Acting;

/// <summary>Moves or copies messages to a folder of another account of the same person.</summary>
/// <param name="Store">Where they go to.</param>
/// <param name="Keep">The originals stay.</param>
public sealed record CarryTo(IMailStore Store, string Target, bool Keep) : MailAction
{
    /// <summary>So many may be doubled when the process dies: few.</summary>
    public override int Batch => 20;

    public override bool TakesTime => true;

    public override async Task<Outcome> RunAsync(IMailStore store, string mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancel)
    {
        var receipt = await new Handover(store, mailbox, Store, Target).RunAsync(keys, Keep);
        return new(receipt.Arrived.Count, receipt.Arrived.Count == 0 ? [] : [TraceOf(mailbox, [.. receipt.Arrived.Select(pair => pair.Is)])]) { Left = receipt.Left, Failure = receipt.Failure };
    }

    Trace TraceOf(string mailbox, IReadOnlyList<MessageKey> came) => Keep ? new CopiedOver(Store, Target, came) : new CarriedOver(Store, Target, came, mailbox);
}

/// <summary>Messages went to another account and come back.</summary>
/// <param name="Home">The mailbox they were in.</param>
public sealed record CarriedOver(IMailStore There, string Mailbox, IReadOnlyList<MessageKey> Keys, string Home) : Trace
{
    public override int Count => Keys.Count;

    public override async Task UndoAsync(IMailStore store, CancellationToken cancel)
    {
        var receipt = await new Handover(There, Mailbox, store, Home).RunAsync(Keys, keep: false);
        if (receipt.Failure is { } failure) throw failure;
        if (receipt.Left > 0) throw new MailFailure(FailureKind.Damaged);
    }
}

/// <summary>Copies were made in another account and go again.</summary>
public sealed record CopiedOver(IMailStore There, string Mailbox, IReadOnlyList<MessageKey> Keys) : Trace
{
    public override int Count => Keys.Count;

    public override Task UndoAsync(IMailStore store, CancellationToken cancel) => There.ExpungeAsync(Mailbox, Keys, cancel);
}
