using Webmail.Mail.Reading;

namespace Webmail.Tests.Mail.Reading;

public sealed class ThreadingTests
{
    [Fact]
    public void Answers_join_what_they_answer_in_whatever_order_they_came() =>
        Assert.Equal("1 2 3 | 4", Grouped((1, "c", "a b"), (2, "a", ""), (3, "b", "a"), (4, "d", "")));

    [Fact]
    public void Answers_to_a_message_that_is_missing_belong_together() => Assert.Equal("1 2", Grouped((1, "b", "gone"), (2, "c", "gone")));

    [Fact]
    public void A_second_message_of_one_id_does_not_take_the_answers() => Assert.Equal("1 3 | 2", Grouped((1, "a", ""), (2, "a", ""), (3, "b", "a")));

    [Fact]
    public void Messages_without_an_id_stand_alone() => Assert.Equal("1 | 2", Grouped((1, "", ""), (2, "", "")));

    [Fact]
    public void Messages_that_name_each_other_end() => Assert.Equal("1 2 3", Grouped((1, "a", "c b"), (2, "b", "a c"), (3, "c", "b a c")));

    [Fact]
    public void A_message_that_knows_its_parent_leaves_the_one_it_was_given() => Assert.Equal("1 2 3 | 4", Grouped((1, "x", "p"), (2, "y", "q m"), (3, "m", "p"), (4, "q", "")));

    [Fact]
    public void Thousands_of_strangers_that_chain_each_other_are_grouped()
    {
        var chain = Enumerable.Range(0, 5000).Select(i => new ThreadedMessage((uint)i + 1, $"{i}", [.. Enumerable.Range(Math.Max(0, i - 200), Math.Min(i, 200)).Select(other => $"{other}")]));
        Assert.Equal(5000, Threading.Group(chain).Sum(group => group.Count));
    }

    static string Grouped(params (uint Uid, string Id, string References)[] messages) => string.Join(" | ", Threading
        .Group(messages.Select(message => new ThreadedMessage(message.Uid, message.Id, message.References.Split(' ', StringSplitOptions.RemoveEmptyEntries))))
        .Select(group => string.Join(' ', group.Order())).Order(StringComparer.Ordinal));
}
