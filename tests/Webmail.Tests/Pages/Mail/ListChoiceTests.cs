using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Tests.Pages.Mail;

public sealed class ListChoiceTests
{
    [Fact]
    public void A_choice_can_be_written_down()
    {
        var choice = ListChoice.Read("-subject", ["unread"], "2026-11-01", MessageOrder.Arrival)!;
        Assert.Contains("Subject", choice.ToString(), StringComparison.Ordinal);
        Assert.Equal("order=-subject", choice.Unfiltered().Address);
    }
}
