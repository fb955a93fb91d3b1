using System.Text;
using Webmail.MailServers;
using Webmail.MailServers.Samples;

namespace Webmail.Bench.Seeding;

/// <summary>A mailbox of messages that are to exhaust whoever reads them. Each is another one, so that none is known already: what ended a worker once is not tried again.</summary>
static class BombMail
{
    static readonly (int Count, Func<int, string> Text)[] Kinds =
    [
        (4, _ => Bombs.Nested(100_000)), (4, _ => Bombs.Parts(1_000_000)), (4, _ => Bombs.Headers(500_000)), (2, number => Bombs.OneLine("text/html", number)),
        .. HtmlBombs.All.Select(kind => (30, (Func<int, string>)(number => HtmlBombs.Make(kind.Html, number)))),
    ];

    /// <summary>All kinds in turn, so that any ten that follow each other are of ten kinds while there are that many.</summary>
    public static IEnumerable<StoredMessage> Messages()
    {
        for (var number = 0; number < Kinds.Max(kind => kind.Count); number++)
            foreach (var (count, text) in Kinds)
                if (number < count) yield return new(Encoding.UTF8.GetBytes($"X-N: {number}\n{text(number)}".ReplaceLineEndings("\r\n")));
    }
}
