using Webmail.Mail.Stores;

namespace Webmail.Tests.Mail.Imap;

static class Eventually
{
    /// <summary>Asks until it is so, or fails after ten seconds. A mail failure on the way counts as not yet.</summary>
    public static async Task Async(Func<Task<bool>> condition)
    {
        MailFailure? last = null;
        for (var tries = 0; tries < 400; tries++, await Task.Delay(25))
        {
            try
            {
                if (await condition()) return;
            }
            catch (MailFailure failure)
            {
                last = failure;
            }
        }
        Assert.Fail($"It never came to be. {last}");
    }
}
