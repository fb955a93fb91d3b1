using System.Threading.Channels;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>A message on its way from the server into the account.</summary>
/// <param name="Fetched">Null for one that is too large to be taken, which is only noted.</param>
/// <param name="Read">Runs while others are still coming.</param>
sealed record Pop3Arrival(Pop3Entry Entry, Pop3Fetched? Fetched, Task<LocalArrival>? Read) : IAsyncDisposable
{
    public long Octets => Fetched?.Spool.Octets ?? 0;

    public async ValueTask DisposeAsync()
    {
        // It reads from what is disposed of.
        if (Read is not null) await Read.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (Fetched is not null) await Fetched.Spool.DisposeAsync();
    }
}

/// <summary>Gets messages, as many ahead as the server allows, while those before them are read and stored.</summary>
/// <param name="most">So many messages, no more.</param>
sealed class Pop3Fetch(Pop3Session session, Pop3Round round, int most, TimeProvider time)
{
    /// <summary>Put on what is new, with a space between.</summary>
    public string Keywords { get; init; } = "";

    readonly Queue<Pop3Entry> asked = new();
    int next, stored;

    /// <summary>There is more than was taken.</summary>
    public bool Left { get; private set; }

    /// <summary>The server would not give something that it lists.</summary>
    public bool Missed { get; private set; }

    public async Task RunAsync(IReadOnlyList<Pop3Entry> entries, ChannelWriter<Pop3Arrival> into, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                if (asked.Count <= session.Ahead / 2) await AskAsync(entries, into, cancel);
                if (!asked.TryDequeue(out var entry)) break;
                if (await TakeAsync(entry, into, cancel) is not { } spool) continue;
                var fetched = round.Recognise(entry, spool);
                // In hash mode a message may only be known once it has been got: these do not count, or there would be no end.
                if (fetched.Known is null || entry.Uidl is not null) stored++;
                await into.WriteAsync(new Pop3Arrival(entry, fetched, fetched.Known is null ? Task.Run(() => ReadAsync(spool), CancellationToken.None) : null), CancellationToken.None);
            }
            Left = next < entries.Count;
        }
        finally
        {
            into.Complete();
        }
    }

    async Task AskAsync(IReadOnlyList<Pop3Entry> entries, ChannelWriter<Pop3Arrival> into, CancellationToken cancel)
    {
        List<int> numbers = [];
        while (asked.Count < session.Ahead && stored + asked.Count < most && next < entries.Count && !session.IsLong)
        {
            var entry = entries[next++];
            if (entry.Size > session.MostOctets) await SkipAsync(entry, into);
            else
            {
                asked.Enqueue(entry);
                numbers.Add(entry.Number);
            }
        }
        if (numbers.Count > 0) await session.AskAsync(numbers, cancel);
    }

    /// <summary>Null for a message that cannot be had: it stays where it is.</summary>
    async Task<MessageSpool?> TakeAsync(Pop3Entry entry, ChannelWriter<Pop3Arrival> into, CancellationToken cancel)
    {
        try
        {
            return await session.TakeAsync(cancel);
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.MessageGone)
        {
            Missed = true;
            return null;
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.TooLarge)
        {
            // It is larger than the list says; the connection is lost in the middle of it.
            await SkipAsync(entry, into);
            throw;
        }
    }

    /// <summary>Without a name it cannot be remembered.</summary>
    static async Task SkipAsync(Pop3Entry entry, ChannelWriter<Pop3Arrival> into)
    {
        if (entry.Uidl is not null) await into.WriteAsync(new Pop3Arrival(entry, null, null), CancellationToken.None);
    }

    async Task<LocalArrival> ReadAsync(MessageSpool spool)
    {
        var letter = await LocalLetter.ReadAsync(spool.Reopen(), CancellationToken.None, Convert.FromHexString(spool.Sha256));
        return new LocalArrival(letter, MessageFlags.None, ReceivedDate.Of(spool.Reopen(), time.GetUtcNow())) { Keywords = Keywords };
    }
}
