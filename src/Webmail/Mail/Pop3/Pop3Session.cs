using MailKit.Net.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>What the server says is in the mailbox.</summary>
/// <param name="Number">From 1; counts in this session alone.</param>
/// <param name="Uidl">Null where the server gives no usable names.</param>
/// <param name="Size">Octets by LIST, which servers may estimate.</param>
readonly record struct Pop3Entry(int Number, string? Uidl, int Size);

/// <param name="Named">False: no UIDL, some of them twice, or not as many as LIST has. Nothing is deleted by such a list.</param>
sealed record Pop3Listing(IReadOnlyList<Pop3Entry> Entries, bool Named);

/// <summary>One logged-in session (RFC 1939). What is deleted in it goes at <see cref="QuitAsync"/>, and at no other end of it.</summary>
sealed class Pop3Session(Pop3Client client, Pop3Wire wire, Pop3Limits limits, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a silent server is waited for, and a session as a whole: one that trickles is left as well.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(60), Whole = TimeSpan.FromMinutes(15), GoodBye = TimeSpan.FromSeconds(20);

    readonly CancellationTokenSource whole = new(Whole, time);
    readonly long opened = time.GetTimestamp();
    readonly Pop3Transfer transfer = new(wire.Inner);

    /// <summary>A message that is larger is not taken.</summary>
    public long MostOctets => limits.Message;

    /// <summary>How many messages may be asked for before the first has come (RFC 2449 §6.6): few enough for the commands to fit into any buffer on their way.</summary>
    public int Ahead => client.Capabilities.HasFlag(Pop3Capabilities.Pipelining) ? 16 : 1;

    /// <summary>Time to come to an end, so that what was got counts.</summary>
    public bool IsLong => time.GetElapsedTime(opened) > Whole / 2;

    public bool HasTop => client.Capabilities.HasFlag(Pop3Capabilities.Top);

    /// <exception cref="MailFailure">Connection kinds; Damaged: the lists make no sense.</exception>
    public async Task<Pop3Listing> ListAsync(CancellationToken cancel)
    {
        if (client.Count == 0) return new Pop3Listing([], Named: true);
        var sizes = await RunAsync(token => client.GetMessageSizesAsync(token), cancel);
        var names = await NamesAsync(cancel);
        var named = names is not null && names.Count == sizes.Count && names.Distinct(StringComparer.Ordinal).Count() == names.Count && names.All(IsName);
        return new Pop3Listing([.. sizes.Select((size, index) => new Pop3Entry(index + 1, named ? names![index] : null, size))], named);
    }

    /// <summary>Null when the server has no UIDL.</summary>
    async Task<IList<string>?> NamesAsync(CancellationToken cancel)
    {
        try
        {
            return await RunAsync(token => client.GetMessageUidsAsync(token), cancel);
        }
        catch (MailFailure failure) when (client.IsConnected && failure.Kind is FailureKind.Refused)
        {
            return null;
        }
    }

    /// <summary>RFC 1939 §7: 1 to 70 characters from 0x21 to 0x7E.</summary>
    static bool IsName(string name) => name.Length is > 0 and <= 70 && name.All(c => c is > ' ' and <= '~');

    /// <summary>Asks for whole messages, which <see cref="TakeAsync"/> then gives one by one. Nothing else may be said before all of them were taken.</summary>
    public Task AskAsync(IReadOnlyList<int> numbers, CancellationToken cancel) => AskAsync(numbers.Select(number => $"RETR {number}"), cancel);

    /// <summary>The message that was asked for first.</summary>
    /// <exception cref="MailFailure">MessageGone (-ERR), TooLarge, connection kinds.</exception>
    public async Task<MessageSpool> TakeAsync(CancellationToken cancel)
    {
        var spool = new MessageSpool();
        try
        {
            await CopyAsync(spool, cancel);
            spool.Complete();
            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    /// <summary>What <see cref="MessageSpool.HeaderSha256"/> is for the message, without getting its text.</summary>
    public async Task<string> HeaderHashAsync(int number, CancellationToken cancel)
    {
        await using var spool = new MessageSpool();
        await AskAsync([$"TOP {number} 0"], cancel);
        await CopyAsync(spool, cancel);
        spool.Complete();
        return spool.HeaderSha256;
    }

    Task<bool> AskAsync(IEnumerable<string> commands, CancellationToken cancel) => RunAsync(async token =>
    {
        await transfer.AskAsync([.. commands], token);
        return true;
    }, cancel);

    Task<long> CopyAsync(MessageSpool spool, CancellationToken cancel) => RunAsync((token, alive) =>
    {
        transfer.Alive = alive;
        return transfer.TakeAsync(spool, limits.Message, token);
    }, cancel);

    /// <summary>Marks a message; it is gone when <see cref="QuitAsync"/> is answered.</summary>
    public Task DeleteAsync(int number, CancellationToken cancel) => RunAsync(async token =>
    {
        await client.DeleteMessageAsync(number - 1, token);
        return true;
    }, cancel);

    /// <summary>Ends the session in good order. What the server then makes of deletions shows in the next list.</summary>
    public async Task QuitAsync()
    {
        using var patience = new CancellationTokenSource(GoodBye, time);
        try
        {
            wire.NewBudget();
            await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || Pop3Failures.Translate(e, wire.LastError) is not null)
        {
            // It does not answer, or does not want to: nothing here depends on it.
        }
    }

    Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> command, CancellationToken cancel) => RunAsync((token, _) => command(token), cancel);

    async Task<T> RunAsync<T>(Func<CancellationToken, Action, Task<T>> command, CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token, whole.Token);
        wire.NewBudget();
        try
        {
            return await command(any.Token, () => silence.CancelAfter(Silence));
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new MailFailure(FailureKind.TimedOut, "", e);
        }
        catch (Exception e) when (Pop3Failures.Translate(e, wire.LastError) is { } failure)
        {
            throw failure;
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        whole.Dispose();
        return wire.DisposeAsync();
    }
}
