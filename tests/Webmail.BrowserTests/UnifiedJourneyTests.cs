using MailKit;
using MailKit.Search;
using Webmail.MailServers;
using Webmail.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>The list of all inboxes while one reads: it follows what happens in each account, and nothing moves.</summary>
public sealed class UnifiedJourneyTests(House house)
{
    static async Task OpenAllInboxesAsync(Window window, MailPerson person, MailPerson other)
    {
        await window.SignInAsync(person);
        var page = window.Page;
        // In the document in which the stream began: then there was one account.
        await page.EvaluateAsync("address => { const link = document.createElement('a'); link.href = `/settings/accounts/new?address=${encodeURIComponent(address)}`; document.body.append(link); link.click(); }", other.Address);
        await page.FillAsync("input[name=password]", other.Password);
        await page.Locator("form:has(input[name=password]) button").First.ClickAsync();
        await page.Locator($".account-list [data-account=\"{person.Address}\"]").ClickAsync();
        await Expect(page.Locator("p.where strong")).ToHaveAttributeAsync("title", person.Address);
        await page.Locator("[data-unified=Inboxes]").ClickAsync();
        await Expect(page.Locator("[data-search-done]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Of_messages_that_two_accounts_number_alike_one_is_open()
    {
        var (person, other) = (await house.NewPersonAsync(), await house.NewPersonAsync());
        foreach (var somebody in new[] { person, other }) somebody.Server.Doveadm("mailbox", "update", "-u", somebody.Address, "--uid-validity", "4711", "INBOX");
        await using var window = await house.OpenAsync(1440);
        await OpenAllInboxesAsync(window, person, other);
        var row = window.Page.Locator("#found .row").Filter(new() { HasText = other.Address }).Nth(3);
        var alike = window.Page.Locator($"[data-message='{await row.GetAttributeAsync("data-message")}']");
        await Expect(alike).ToHaveCountAsync(2);
        await window.OpenAsync(row.Locator("a"));
        await Expect(row.Locator("a")).ToHaveAttributeAsync("aria-current", "");
        await Expect(alike.Locator("a[aria-current]")).ToHaveCountAsync(1);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task What_happens_in_any_account_is_shown_and_the_reader_the_place_and_the_selection_stay()
    {
        var (person, other) = (await house.NewPersonAsync(), await house.NewPersonAsync());
        await using var window = await house.OpenAsync(1440);
        await OpenAllInboxesAsync(window, person, other);
        var page = window.Page;
        var found = page.Locator("#found .row");
        await found.Filter(new() { HasText = other.Address }).Nth(10).Locator("a").ClickAsync();
        await Expect(window.Body.Locator("body")).Not.ToBeEmptyAsync();
        var box = page.Locator($"[id='{await found.Nth(5).GetAttributeAsync("id")}'] input[type=checkbox]");
        await box.CheckAsync(new() { Force = true });
        await found.Nth(24).Locator("a").FocusAsync();
        await page.EvaluateAsync("""
            () => {
              window.reader = document.querySelector('iframe[data-message-body]');
              window.reader.addEventListener('load', () => { window.reloaded = true; });
              window.focused = document.activeElement;
              window.top0 = window.focused.getBoundingClientRect().top;
            }
            """);
        await other.AppendAsync("Into the other account", "Text");
        var arrived = found.Filter(new() { HasText = "Into the other account" });
        await Expect(arrived).ToHaveCountAsync(1);
        await Expect(found.First).ToContainTextAsync("Into the other account");
        Assert.True(await page.EvaluateAsync<bool>("() => window.reader === document.querySelector('iframe[data-message-body]') && !window.reloaded"));
        Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement === window.focused && window.focused.isConnected"));
        Assert.True(await page.EvaluateAsync<bool>("() => Math.abs(window.focused.getBoundingClientRect().top - window.top0) < 2"), "The list has moved.");
        await Expect(box).ToBeCheckedAsync();
        await Expect(page.Locator(".selection-count")).ToHaveTextAsync("1 selected");

        await Expect(arrived).ToHaveAttributeAsync("data-unread", "");
        using var elsewhere = await TrustedImap.OpenAsync(other);
        await elsewhere.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        var uids = await elsewhere.Inbox.SearchAsync(SearchQuery.SubjectContains("Into the other account"));
        await elsewhere.Inbox.AddFlagsAsync(uids, MessageFlags.Seen, silent: true);
        await Expect(arrived).Not.ToHaveAttributeAsync("data-unread", "");
        await elsewhere.Inbox.AddFlagsAsync(uids, MessageFlags.Deleted, silent: true);
        await elsewhere.Inbox.ExpungeAsync(uids);
        await Expect(arrived).ToHaveCountAsync(0);

        // The open message is of the other account: the folders are not, and stay.
        var count = window.Folder("INBOX").Locator(".count");
        var before = await count.InnerTextAsync();
        await person.AppendAsync("Into the first account", "Text");
        await Expect(found.First).ToContainTextAsync("Into the first account");
        await Expect(count).Not.ToHaveTextAsync(before);
        await Expect(page.Locator("p.where strong")).ToHaveAttributeAsync("title", person.Address);
        await Expect(box).ToBeCheckedAsync();
        window.ExpectNoComplaints();
    }
}
