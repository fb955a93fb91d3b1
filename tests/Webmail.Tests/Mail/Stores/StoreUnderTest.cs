using System.Text;
using Webmail.Mail.Stores;

namespace Webmail.Tests.Mail.Stores;

/// <summary>One person's mail in one of the stores, and a way to put messages there that is not the store's own.</summary>
public sealed record StoreUnderTest(IMailStore Store, Func<byte[], string, MessageFlags, DateTimeOffset, Task> Put, Func<ValueTask> End) : IAsyncDisposable
{
    public static readonly DateTimeOffset Day = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public Task PutAsync(string header, string body = "Text.\r\n", string mailbox = "INBOX", MessageFlags flags = MessageFlags.None, DateTimeOffset? received = null) =>
        Put(Encoding.UTF8.GetBytes($"{header}\r\n\r\n{body}"), mailbox, flags, received ?? Day);

    /// <summary>Messages with these numbers as subjects, a minute apart.</summary>
    public async Task PutAsync(int first, int last)
    {
        for (var i = first; i <= last; i++) await PutAsync($"Subject: {i}\r\nMessage-ID: <{i}@numbered.test>", received: Day.AddMinutes(i));
    }

    public async Task<MessageKey[]> KeysAsync(string mailbox = "INBOX") => [.. await Store.KeysAsync(mailbox, MessageOrder.Arrival, null, default)];

    public async Task<MessagePage> PageAsync(PageRequest? request = null, string mailbox = "INBOX") => await Store.PageAsync(mailbox, (request ?? PageRequest.Newest) with { Anew = true }, default);

    public async Task<string[]> SubjectsAsync(string mailbox = "INBOX", PageRequest? request = null) => Subjects(await PageAsync(request, mailbox));

    public static string[] Subjects(MessagePage page) => [.. page.Envelopes.Select(envelope => envelope.Subject)];

    public async Task<(int Messages, int Unread)> CountAsync(string mailbox = "INBOX") =>
        (await Store.MailboxesAsync(default)).Single(row => row.Name == mailbox) is var counted ? (counted.Messages, counted.Unread) : default;

    public static async Task FailsAsync(FailureKind kind, Func<Task> action) => Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(action)).Kind);

    public ValueTask DisposeAsync() => End();
}
