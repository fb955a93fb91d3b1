using System.Text;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Tests.Mail.Imap;

public sealed class ThreadLineTests
{
    const string Answer = "* 12 EXISTS\r\n* thread (2)(3 6 (4 23)(44 7 96))(((1)(10))(11))\r\n* 3 FETCH (FLAGS ())\r\n* THREAD (12 12)\r\nA1 OK Thread completed.\r\n";

    [Theory, InlineData(1), InlineData(2), InlineData(7), InlineData(9), InlineData(31), InlineData(1000)]
    public void Conversations_are_read_in_pieces_of_any_size_and_MailKit_hears_of_none(int size)
    {
        var line = new ThreadLine();
        var heard = new StringBuilder();
        foreach (var piece in Encoding.ASCII.GetBytes(Answer).Chunk(size))
        {
            line.Take(piece);
            heard.Append(Encoding.ASCII.GetString(piece));
        }
        Assert.Equal(["3 4 6 7 23 44 96", "12 12", "1 10 11", "2"], Members(line.Index));
        Assert.Equal(Answer.Length, heard.Length);
        Assert.Equal(["* 12 EXISTS", "* thread", "* 3 FETCH (FLAGS ())", "* THREAD", "A1 OK Thread completed.", ""], heard.ToString().Split("\r\n").Select(said => said.TrimEnd()));
    }

    /// <summary>The scanner would take what follows for a literal, where MailKit sees spaces and then a line of its own, as deep as the server likes.</summary>
    [Theory, InlineData("{5}"), InlineData("\"(\""), InlineData("NIL"), InlineData("-1")]
    public void Whatever_else_stands_among_the_numbers_ends_the_connection(string what) =>
        Assert.Throws<ResponseLimitException>(() => new ThreadLine().Take(Encoding.ASCII.GetBytes($"* THREAD (1 {what})\r\n")));

    [Theory, InlineData("* THREAD\r\n"), InlineData("* THREAD \r\n"), InlineData("* THREAD ()(0)(())\r\n"), InlineData("* OK THREAD (1)\r\n"), InlineData("* THREA (1)\r\n")]
    public void There_may_be_none(string said)
    {
        var line = new ThreadLine();
        line.Take(Encoding.ASCII.GetBytes(said));
        Assert.Equal(0, line.Index.Count);
    }

    static IEnumerable<string> Members(ConversationIndex index) => Enumerable.Range(0, index.Count).Select(at => string.Join(' ', index[at].ToArray()));
}
