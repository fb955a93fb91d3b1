using System.Globalization;
using System.Runtime.InteropServices;
using Webmail.MailServers;
using Webmail.MailServers.Processes;

namespace Webmail.Bench.Seeding;

/// <summary>
/// Very many messages, written straight into a Maildir: a thousand files, each linked into the mailbox under as many names as it takes (ext4 allows 65,000).
/// Over IMAP a million would take an hour and 14 GB.
/// </summary>
static class LinkedMaildir
{
    /// <param name="home">The person's, <see cref="MailServer.HomeOf"/>.</param>
    /// <param name="which">Of these messages, for each of so many places.</param>
    public static void Write(string home, IReadOnlyList<StoredMessage> messages, int count, Func<int, int> which)
    {
        var (inbox, files) = ($"{home}/Maildir", $"{home}/messages");
        foreach (var folder in (string[])[files, $"{inbox}/cur", $"{inbox}/new", $"{inbox}/tmp"]) Directory.CreateDirectory(folder);
        for (var number = 0; number < messages.Count; number++) WriteOne($"{files}/{number}", messages[number]);
        using (var uids = new StreamWriter($"{inbox}/dovecot-uidlist"))
        {
            // So that a UID is a position, as in a mailbox that was filled over IMAP.
            uids.Write(string.Create(CultureInfo.InvariantCulture, $"3 V1700000000 N{count + 1}\n"));
            for (var at = 0; at < count; at++) uids.Write(string.Create(CultureInfo.InvariantCulture, $"{at + 1} :{Linked(files, inbox, at, which(at), messages)}\n"));
        }
        // The files first and by themselves: a link is owned by whom its file is owned by.
        Unprivileged.Own(Unprivileged.Nobody, true, files);
        Unprivileged.Own(Unprivileged.Nobody, false, home, inbox, $"{inbox}/cur", $"{inbox}/new", $"{inbox}/tmp", $"{inbox}/dovecot-uidlist");
        Directory.Delete(files, recursive: true);
    }

    static void WriteOne(string file, StoredMessage message)
    {
        File.WriteAllBytes(file, message.Bytes);
        File.SetLastWriteTimeUtc(file, message.Received!.Value.UtcDateTime);
    }

    /// <returns>The name without its flags. Sizes stand in it (CRLF counted as the files have it), so that Dovecot need not open the file for them.</returns>
    static string Linked(string files, string inbox, int at, int number, IReadOnlyList<StoredMessage> messages)
    {
        var (size, seen) = (messages[number].Bytes.Length, messages[number].Flags.HasFlag(MailKit.MessageFlags.Seen));
        var name = string.Create(CultureInfo.InvariantCulture, $"{1700000000 + at}.M{at:D7}P1.bench,S={size},W={size}");
        return Link($"{files}/{number}", $"{inbox}/cur/{name}:2,{(seen ? "S" : "")}") == 0 ? name
            : throw new IOException($"{inbox}/cur/{name}: link(2) failed with errno {Marshal.GetLastPInvokeError()}.");
    }

    // .NET makes symbolic links only, of which each would take an inode.
    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string file, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
