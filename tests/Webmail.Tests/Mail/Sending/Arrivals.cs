using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>What really lies in mailboxes, asked from outside.</summary>
static class Arrivals
{
    // What servers on the way add in front (RFC 5321 §4.4 and Exim's own).
    static readonly string[] Trace = ["Return-Path", "Envelope-to", "Delivery-date", "Delivered-To", "Received"];

    /// <summary>Messages with this subject, octet by octet, without the trace that servers added.</summary>
    public static async Task<IReadOnlyList<string>> InAsync(MailPerson person, string mailbox, string subject)
    {
        using var client = await TrustedImap.OpenAsync(person);
        var folder = await client.GetFolderAsync(mailbox);
        await folder.OpenAsync(FolderAccess.ReadOnly);
        var found = new List<string>();
        foreach (var uid in await folder.SearchAsync(SearchQuery.SubjectContains(subject)))
        {
            using var stream = await ((ImapFolder)folder).GetStreamAsync(uid, "", 0, int.MaxValue);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            found.Add(WithoutTrace(Encoding.Latin1.GetString(bytes.ToArray())));
        }
        return found;
    }

    /// <summary>Waits until as many are there, and then for those that must not come.</summary>
    public static async Task<IReadOnlyList<string>> ExpectAsync(MailPerson person, string mailbox, string subject, int count)
    {
        IReadOnlyList<string> found = [];
        for (var tries = 0; tries < 1200 && found.Count < count; tries++)
        {
            if (tries > 0) await Task.Delay(50);
            found = await InAsync(person, mailbox, subject);
        }
        Assert.Equal(count, found.Count);
        return found;
    }

    static string WithoutTrace(string message)
    {
        var lines = message.Split("\r\n").ToList();
        while (Trace.Any(name => lines[0].StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)))
        {
            do lines.RemoveAt(0); while (lines[0].StartsWith(' ') || lines[0].StartsWith('\t'));
        }
        return string.Join("\r\n", lines);
    }
}
