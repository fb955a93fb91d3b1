using Webmail.Mail.Stores;
using static Webmail.Tests.Mail.Stores.StoreUnderTest;

namespace Webmail.Tests.Mail.Stores;

public sealed class ConversationsOnImap(OnImap kind) : ConversationContract(kind), IClassFixture<OnImap>;
public sealed class ConversationsOnSqlite(OnSqlite kind) : ConversationContract(kind), IClassFixture<OnSqlite>;
public sealed class ConversationsOnPostgres(OnPostgres kind) : ConversationContract(kind), IClassFixture<OnPostgres>;

public abstract class ConversationContract(IStoreKind kind)
{
    static readonly PageRequest Grouped = new() { Grouped = true };

    /// <summary>a ← a2 ← a3, b, c ← c2: by arrival a, b, a2, c, c2, a3.</summary>
    async Task<StoreUnderTest> NewAsync()
    {
        var mail = await kind.NewAsync();
        var at = 0;
        foreach (var (id, answers) in new[] { ("a", ""), ("b", ""), ("a2", "a"), ("c", ""), ("c2", "c"), ("a3", "a2") })
            await mail.PutAsync($"Message-ID: <{id}@talk.test>\r\nSubject: {id}" + (answers.Length > 0 ? $"\r\nIn-Reply-To: <{answers}@talk.test>" : ""), received: Day.AddMinutes(at++));
        return mail;
    }

    [Fact]
    public async Task A_conversation_stands_where_its_newest_message_stands()
    {
        await using var mail = await NewAsync();
        var page = await mail.PageAsync(Grouped);
        Assert.Equal(["a a2 a3", "c c2", "b"], page.Conversations!.Select(Subjects));
        Assert.Equal((3, 1, 3), (page.Total, page.First, page.Last));
        Assert.Equal(["a3", "c2", "b"], StoreUnderTest.Subjects(page));
        await mail.Store.FlagAsync("INBOX", [page.Conversations![0].First.Key], MessageFlags.Flagged, MessageFlags.None, default);
        Assert.True((await mail.PageAsync(Grouped)).Conversations![0] is { Flagged: true, Unread: true, Count: 3 });
    }

    [Fact]
    public async Task Conversations_are_leafed_through_by_anchor()
    {
        await using var mail = await NewAsync();
        var first = await mail.PageAsync(Grouped with { Size = 1 });
        var second = await mail.PageAsync(Grouped with { Size = 1, Side = PageSide.Older, Anchor = first.Envelopes[^1].Key, At = first.First });
        var third = await mail.PageAsync(Grouped with { Size = 1, Side = PageSide.Older, Anchor = second.Envelopes[^1].Key, At = second.First });
        Assert.Equal(("a a2 a3", "c c2", "b"), (Subjects(first.Conversations![0]), Subjects(second.Conversations![0]), Subjects(third.Conversations![0])));
        Assert.Equal((1, 1), (third.First, third.Last));
        var back = await mail.PageAsync(Grouped with { Size = 1, Side = PageSide.Newer, Anchor = third.Envelopes[0].Key, At = third.Last });
        Assert.Equal("c c2", Subjects(back.Conversations![0]));
        var around = await mail.PageAsync(Grouped with { Size = 2, Side = PageSide.Around, Anchor = third.Envelopes[0].Key });
        Assert.Equal(["b"], around.Conversations!.Select(Subjects));
    }

    [Fact]
    public async Task When_its_newest_message_goes_a_conversation_takes_an_older_place()
    {
        await using var mail = await NewAsync();
        var page = await mail.PageAsync(Grouped);
        await mail.Store.ExpungeAsync("INBOX", [page.Envelopes[0].Key], default);
        Assert.Equal(["c c2", "a a2", "b"], (await mail.PageAsync(Grouped)).Conversations!.Select(Subjects));
        await mail.Store.ExpungeAsync("INBOX", [page.Envelopes[2].Key], default);
        Assert.Equal(2, (await mail.PageAsync(Grouped)).Total);
    }

    [Fact]
    public async Task A_selection_shows_whole_conversations()
    {
        await using var mail = await NewAsync();
        var found = await mail.PageAsync(Grouped with { Only = new MessageQuery.Text(SearchedField.Subject, "a2") });
        Assert.Equal(["a a2 a3"], found.Conversations!.Select(Subjects));
        Assert.Equal(["b", "c c2", "a a2 a3"], (await mail.PageAsync(Grouped with { Order = new MessageOrder(OrderBy.Flagged, Reversed: true) })).Conversations!.Select(Subjects).Reverse());
    }

    [Fact]
    public async Task An_opened_conversation_has_own_replies_and_knows_what_is_here()
    {
        await using var mail = await NewAsync();
        var sent = await mail.Store.EnsureRoleAsync(MailboxRole.Sent, default);
        await mail.PutAsync("Message-ID: <mine@talk.test>\r\nSubject: mine\r\nIn-Reply-To: <a2@talk.test>\r\nReferences: <a@talk.test> <a2@talk.test>", mailbox: sent, received: Day.AddMinutes(3));
        await mail.PutAsync("Message-ID: <else@talk.test>\r\nSubject: else", mailbox: sent);
        var key = (await mail.KeysAsync())[5];
        var opened = await mail.Store.ConversationAsync("INBOX", key, default);
        Assert.Equal("a a2 mine a3", string.Join(' ', opened.Messages.Select(message => message.Envelope.Subject)));
        Assert.Equal((3, 0, true, true), (opened.Here.Count(), opened.Left, opened.CanMute, opened.RepliesKnown));
        var whole = await mail.Store.WholeConversationsAsync("INBOX", [key], default);
        Assert.Equal(opened.Here.Select(message => message.Key), whole.OrderBy(member => member.Uid));
        await FailsAsync(FailureKind.MessageGone, () => mail.Store.ConversationAsync("INBOX", key with { Uid = 99 }, default));
    }

    static string Subjects(Conversation conversation) => string.Join(' ', conversation.Messages.Select(message => message.Subject));
}
