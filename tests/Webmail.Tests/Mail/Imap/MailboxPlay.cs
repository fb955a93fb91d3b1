using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Imap;

/// <summary>Things that happen to a mailbox: by us, who act on what we saw last, by another client that stays, and by doveadm.</summary>
sealed class MailboxPlay : IDisposable
{
    public const string Box = "Play";
    const int Size = 6;

    readonly Random random;
    readonly StringBuilder story = new();
    readonly MailPerson person;
    readonly ImapStore store;
    readonly ImapClient other;
    MessagePage seen;
    int last = 8;

    MailboxPlay(MailPerson person, ImapStore store, ImapClient other, MessagePage seen, int seed) =>
        (this.person, this.store, this.other, this.seen, random) = (person, store, other, seen, new Random(seed));

    public string Story => story.ToString();

    public static async Task<MailboxPlay> BeginAsync(MailPerson person, ImapStore store, int seed) =>
        new(person, store, await TrustedImap.OpenAsync(person), await store.PageAsync(Box, PageRequest.Newest with { Size = Size }, default), seed);

    /// <summary>One thing. We sometimes see what it did before the next one happens, and sometimes act on what was there before.</summary>
    public Task StepAsync() => random.Next(12) switch
    {
        0 => UsAsync("star", keys => store.FlagAsync(Box, keys, MessageFlags.Flagged, MessageFlags.None, default)),
        1 => UsAsync("read", keys => store.FlagAsync(Box, keys, MessageFlags.Seen, MessageFlags.Flagged, default)),
        2 => UsAsync("label", keys => store.LabelAsync(Box, keys, "todo", random.Next(2) == 0, default)),
        3 => UsAsync("expunge", keys => store.ExpungeAsync(Box, keys, default)),
        4 => UsAsync("move", keys => store.MoveAsync(Box, keys, "Archive", default)),
        5 => UsAsync("open", keys => store.OpenAsync(Box, keys[0], default)),
        6 => UsAsync("leaf", keys => store.PageAsync(Box, new PageRequest(PageSide.Older, keys[^1], null, Size), default)),
        7 or 8 => AppendAsync(),
        9 => OtherAsync("another client marks", (folder, index) => folder.AddFlagsAsync(index, MailKit.MessageFlags.Seen, silent: true)),
        10 => OtherAsync("another client expunges", async (folder, index) =>
        {
            await folder.AddFlagsAsync(index, MailKit.MessageFlags.Deleted, silent: true);
            await folder.ExpungeAsync();
        }),
        _ => MakeAnewAsync(),
    };

    /// <summary>A change that comes too late is refused, and that is all that may be said of it.</summary>
    async Task UsAsync(string name, Func<MessageKey[], Task> act)
    {
        var keys = seen.Envelopes.Select(envelope => envelope.Key).OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToArray();
        Tell($"we {name} {string.Join(',', keys)}");
        if (keys.Length == 0) return;
        try
        {
            await act(keys);
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.MailboxChanged or FailureKind.MessageGone)
        {
            Tell($"refused: {failure.Kind}");
        }
    }

    async Task AppendAsync()
    {
        Tell($"message {++last} comes");
        await person.AppendAsync(Messages.Numbered(last, last), Box);
    }

    async Task OtherAsync(string name, Func<IMailFolder, int, Task> act)
    {
        var folder = await other.GetFolderAsync(Box);
        await folder.OpenAsync(FolderAccess.ReadWrite);
        var index = random.Next(Math.Max(1, folder.Count));
        Tell($"{name} number {index + 1} of {folder.Count}");
        if (folder.Count > 0) await act(folder, index);
        await folder.CloseAsync();
    }

    async Task MakeAnewAsync()
    {
        Tell("doveadm makes the mailbox anew");
        person.Server.Doveadm("mailbox", "delete", "-u", person.Address, Box);
        person.Server.Doveadm("mailbox", "create", "-u", person.Address, Box);
        for (var count = random.Next(4); count > 0; count--) await AppendAsync();
    }

    void Tell(string what) => story.Append(CultureInfo.InvariantCulture, $"\n  {what}");

    /// <summary>Position from the newest, UID, flags and subject of each message, newest first; of the newest page, and by leafing of all.</summary>
    public async Task<IReadOnlyList<string>> OursAsync()
    {
        // As the list is drawn again when the server is heard of; the address bar alone may be some seconds late.
        seen = await store.PageAsync(Box, PageRequest.Newest with { Size = Size, Anew = true }, default);
        var rows = seen.Envelopes.ToList();
        for (var page = seen; page.HasOlder; rows.AddRange(page.Envelopes))
            page = await store.PageAsync(Box, new PageRequest(PageSide.Older, page.Envelopes[^1].Key, page.First, Size), default);
        var counted = (await store.MailboxesAsync(default)).Single(mailbox => mailbox.Name == Box);
        return [$"{seen.Total} {counted.Messages} {counted.Unread}", .. rows.Select(row => $"{row.Key.Uid} {Flags(row)} {row.Subject}")];
    }

    static string Flags(Webmail.Mail.Stores.Envelope row) =>
        (row.Flags.HasFlag(MessageFlags.Seen) ? "S" : "") + (row.Flags.HasFlag(MessageFlags.Flagged) ? "F" : "") + (row.Keywords.Contains("todo", StringComparison.Ordinal) ? "T" : "");

    /// <summary>The same as doveadm says it.</summary>
    public static IReadOnlyList<string> Theirs(MailPerson person)
    {
        var rows = person.Server.Doveadm("-f", "tab", "fetch", "-u", person.Address, "uid flags hdr.subject", "mailbox", Box, "ALL")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t')).OrderByDescending(row => int.Parse(row[0], CultureInfo.InvariantCulture)).ToList();
        var unread = rows.Count(row => !row[1].Contains("\\Seen", StringComparison.Ordinal));
        return [$"{rows.Count} {rows.Count} {unread}", .. rows.Select(row => $"{row[0]} {Flags(row[1])} {row[2].Trim()}")];
    }

    static string Flags(string words) =>
        (words.Contains("\\Seen", StringComparison.Ordinal) ? "S" : "") + (words.Contains("\\Flagged", StringComparison.Ordinal) ? "F" : "") + (words.Contains("todo", StringComparison.Ordinal) ? "T" : "");

    public void Dispose() => other.Dispose();
}
