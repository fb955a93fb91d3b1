using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <param name="ModSeq">What changed later has a higher one (RFC 7162 §3.1); 0 where the server keeps none.</param>
/// <param name="Page">A connection that rests does not keep it: <see cref="MailMemory"/> does, while somebody reads.</param>
internal sealed record NewestRead(WeakReference<MessagePage> Page, uint From, int Size, ulong ModSeq)
{
    public bool Is(MessagePage? page) => page is not null && Page.TryGetTarget(out var read) && ReferenceEquals(read, page);
}

/// <summary>One logged-in connection, lent to one caller at a time by <see cref="ImapSessions"/>. Never keep it after the lease.</summary>
public sealed class ImapSession
{
    static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(10);

    readonly Socket socket;
    readonly TimeProvider time;
    long syncedAt;
    long? reassuredAt;

    internal ImapSession(ImapClient client, Socket socket, ResponseGuard guard, MailLogin login, TimeProvider time)
    {
        (this.socket, this.time) = (socket, time);
        (Client, Guard, Login, RestingSince) = (client, guard, login, time.GetTimestamp());
        Rights = new ImapRights(this, time);
    }

    public ImapClient Client { get; }

    /// <summary>The selected mailbox; a call that named a mailbox always has one.</summary>
    public ImapFolder Folder => selected ?? throw new InvalidOperationException("No mailbox is selected.");

    /// <summary>True when this lease has just selected <see cref="Folder"/>: its counters are of this moment.</summary>
    public bool Fresh { get; private set; }

    internal ResponseGuard Guard { get; }
    internal MailLogin Login { get; }
    internal ImapRights Rights { get; }
    internal Lane Lane { get; set; }
    internal bool Watches { get; set; }
    internal long RestingSince { get; set; }
    internal string? Mailbox { get; private set; }
    ImapFolder? selected;

    /// <summary>Messages of <see cref="Folder"/> that went while it was selected.</summary>
    internal int Expunges { get; private set; }

    /// <summary>Of this lease: flags in <see cref="Folder"/> were changed, by us, or by others as the server told unasked (RFC 9051 §5.2).</summary>
    internal bool FlagsChanged { get; set; }

    /// <summary>The newest page of <see cref="Folder"/> that was read last.</summary>
    internal NewestRead? Newest { get; set; }

    /// <summary>The highest UID of <see cref="Folder"/> that was heard of; 0 when the server does not say where it stands (UIDNEXT).</summary>
    internal uint HighestUid { get; private set; }

    internal void Met(uint uid)
    {
        if (HighestUid > 0 && uid > HighestUid) HighestUid = uid;
    }
    /// <summary>The server was asked for THREAD=REFS and has none.</summary>
    internal bool LacksRefs { get; set; }

    /// <summary>Whether <see cref="Folder"/> keeps this keyword (RFC 9051 §7.1 PERMANENTFLAGS).</summary>
    internal bool Keeps(string keyword) =>
        Folder.Access == FolderAccess.ReadWrite && (Folder.PermanentFlags.HasFlag(MailKit.MessageFlags.UserDefined) || Folder.PermanentKeywords.Contains(keyword));

    /// <summary>How long ago the server was last asked whether anything has changed.</summary>
    internal TimeSpan SinceSync => time.GetElapsedTime(syncedAt);

    public bool Offers(ImapCapabilities capability) => (Client.Capabilities & capability) == capability;

    /// <summary>Makes a mailbox the selected one; costs nothing when it is already, without doubt.</summary>
    /// <exception cref="MailFailure">MailboxGone.</exception>
    public async Task<ImapFolder> SelectAsync(string mailbox, CancellationToken cancel)
    {
        if (selected is { IsOpen: true } && Mailbox == mailbox)
        {
            if (IsInDoubt(null)) await SelectAnewAsync(cancel);
            return Folder;
        }
        (selected, Mailbox) = (null, null);
        var folder = await FindAsync(mailbox, cancel);
        try
        {
            await folder.OpenAsync(FolderAccess.ReadWrite, cancel);
        }
        catch (ImapCommandException e) when (e.Response == ImapCommandResponse.No)
        {
            // RFC 9051 §6.3.2: NO means no such mailbox; most servers add no code.
            throw ImapFailures.Translate(e, Guard.LastStatus, "") is { Kind: not FailureKind.Refused } known ? known : new MailFailure(FailureKind.MailboxGone, e.ResponseText, e);
        }
        folder.MessageExpunged -= OnExpunged;
        folder.MessageExpunged += OnExpunged;
        folder.MessageFlagsChanged -= OnFlagsChanged;
        folder.MessageFlagsChanged += OnFlagsChanged;
        (selected, Mailbox, Fresh, Newest, syncedAt, Guard.Warned) = (folder, mailbox, true, null, time.GetTimestamp(), false);
        HighestUid = folder.UidNext is { Id: > 1 } next ? next.Id - 1 : 0;
        return folder;
    }

    /// <summary>Lets the server tell what has changed: an EXISTS or EXPUNGE may come with any command, but must come with this one.</summary>
    public async Task SyncAsync(CancellationToken cancel)
    {
        await Client.NoOpAsync(cancel);
        syncedAt = time.GetTimestamp();
    }

    /// <summary>
    /// Whether <see cref="Folder"/> holds the messages that it held. UIDs only grow (RFC 9051 §2.3.1.1): with the same number of messages and the same highest UID they
    /// are the same ones. Asking by UID makes the server tell what has come and gone meanwhile.
    /// </summary>
    internal async Task<bool> HoldsStillAsync(uint validity, int messages, uint newest, CancellationToken cancel)
    {
        if (validity != Folder.UidValidity || messages != Folder.Count) return false;
        if (newest == 0) return messages == 0;
        var before = Expunges;
        var found = await Folder.FetchAsync(new UniqueIdRange(new UniqueId(newest), UniqueId.MaxValue), new FetchRequest(MessageSummaryItems.UniqueId), cancel);
        return found.Count == 1 && found[0].UniqueId.Id == newest && Expunges == before && Folder.Count == messages;
    }

    /// <summary>Selects nothing any more: a mailbox is not renamed or removed while it is open here.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        var open = selected;
        (selected, Mailbox) = (null, null);
        if (open is { IsOpen: true }) await open.CloseAsync(expunge: false, cancel);
    }

    /// <summary>
    /// Whether <see cref="Folder"/> may be another mailbox by now. One that was deleted and made anew Dovecot goes on serving to those who have it selected: it
    /// answers from what it remembers, and only warns of an error, or refuses changes with no reason. A server that warns all the time is not asked each time.
    /// </summary>
    /// <param name="failure">What the command ended with, if it did.</param>
    internal bool IsInDoubt(Exception? failure) =>
        selected is not null && !Fresh && (Guard.Warned || (failure is ImapCommandException or FolderNotFoundException && ImapFailures.IsVague(Guard.LastStatus)))
        && (reassuredAt is not { } then || time.GetElapsedTime(then) > TrustFor);

    /// <summary>
    /// UIDVALIDITY of a mailbox that this connection has known and that is gone by what it says. A process of Dovecot's that has seen the deletion says so of the new one
    /// as well: only another connection can tell.
    /// </summary>
    internal uint? Former { get; private set; }

    /// <summary>Selects the mailbox once more: selecting what is selected already says nothing new.</summary>
    /// <returns>Whether it is another one now.</returns>
    /// <exception cref="MailFailure">MailboxGone, see <see cref="Former"/>.</exception>
    internal async Task<bool> SelectAnewAsync(CancellationToken cancel)
    {
        var (mailbox, before) = (Mailbox!, Folder.UidValidity);
        await LeaveAsync(cancel);
        try
        {
            var changed = (await SelectAsync(mailbox, cancel)).UidValidity != before;
            reassuredAt = changed ? null : time.GetTimestamp();
            return changed;
        }
        catch (MailFailure gone) when (gone.Kind == FailureKind.MailboxGone)
        {
            Former = before;
            throw;
        }
    }

    void OnExpunged(object? sender, MessageEventArgs e) => Expunges++;
    void OnFlagsChanged(object? sender, MessageFlagsChangedEventArgs e) => FlagsChanged = true;

    /// <summary>A mailbox by its full decoded name, without selecting it.</summary>
    /// <exception cref="MailFailure">MailboxGone.</exception>
    public async Task<ImapFolder> FindAsync(string mailbox, CancellationToken cancel)
    {
        MailboxNames.Check(mailbox);
        return mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase)
            ? (ImapFolder)Client.Inbox!
            : (ImapFolder)await Client.GetFolderAsync(mailbox, cancel);
    }

    /// <summary>A key names a message only while its mailbox keeps its UIDVALIDITY.</summary>
    /// <exception cref="MailFailure">MailboxChanged.</exception>
    public void Expect(MessageKey key)
    {
        if (key.Validity != Folder.UidValidity) throw new MailFailure(FailureKind.MailboxChanged);
    }

    /// <summary>What to fetch for a list: with the server's own preview where it makes one, because MailKit would otherwise fetch bodies.</summary>
    internal FetchRequest ListRequest(MessageSummaryItems items) =>
        HeaderEnvelope.Request(Offers(ImapCapabilities.Preview) ? items | MessageSummaryItems.PreviewText : items, Care);

    /// <summary>What to fetch for a message that is opened: no preview, its text is read anyway. A header without end ends the connection.</summary>
    internal FetchRequest OpenRequest(MessageSummaryItems items)
    {
        if (Care == Care.WithHeader) Guard.LongestLiteral = Reading.MessageHeaders.MostOctets;
        return HeaderEnvelope.Request(items, Care);
    }

    /// <summary>Of this lease: how much of the server's description is asked for.</summary>
    internal Care Care { get; set; }

    internal void BeginLease()
    {
        (Fresh, FlagsChanged) = (false, false);
        Care = Care.Full;
        Guard.NewBudget();
    }

    /// <summary>False when the server has hung up while the connection rested.</summary>
    internal bool LooksAlive()
    {
        try
        {
            return Client is { IsConnected: true, IsAuthenticated: true } && !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Says LOGOUT when the connection is sound, and lets go of it in any case.</summary>
    internal async Task CloseAsync(bool politely, TimeSpan patience)
    {
        try
        {
            if (politely && Client.IsConnected)
            {
                using var deadline = new CancellationTokenSource(patience);
                await Client.DisconnectAsync(quit: true, deadline.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ProtocolException or CommandException or ObjectDisposedException or ServiceNotConnectedException)
        {
            // The other side does not answer the good-bye: nothing is lost.
        }
        finally
        {
            Client.Dispose();
            socket.Dispose();
        }
    }
}
