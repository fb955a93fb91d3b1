using Webmail.MailServers;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>A group of contacts is written to: chosen from what is completed, or by its name where no script completes; it arrives at everybody in it.</summary>
public sealed class GroupJourneyTests(House house)
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_group_is_chosen_and_the_message_arrives_at_its_members(bool scripts)
    {
        await using var window = await house.OpenAsync(1440, scripts: scripts);
        var (ann, bob) = (await house.NewPersonAsync(), await house.NewPersonAsync());
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        foreach (var (name, address) in new[] { ("Ann Weaver", ann.Address), ("Baker, Bob", bob.Address) })
        {
            await page.GotoAsync("/contacts/edit");
            await page.FillAsync("#name", name);
            await page.Locator("input[name=value]").First.FillAsync(address);
            await page.FillAsync("#new-group", "Choir");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("[data-field=name]")).ToHaveTextAsync(name);
        }
        var subject = $"Rehearsal {Guid.NewGuid():N}";
        await page.GotoAsync($"/compose?subject={subject}&body=On+Monday");
        await page.Locator("input[name=to]").PressSequentiallyAsync("Choi");
        if (scripts) await page.Locator("#to-options [role=option]", new() { HasText = "Group of 2" }).ClickAsync();
        else await page.Locator("input[name=to]").PressSequentiallyAsync("r");
        if (scripts) await Expect(page.Locator(".recipients:has(#to) .address-chip")).ToHaveTextAsync(["Ann Weaver×", "Baker, Bob×"]);
        await page.Locator("button[value=send]:visible").Last.ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("Sent.");
        foreach (var person in new[] { ann, bob }) await ExpectArrivalAsync(person, subject);
    }

    async Task ExpectArrivalAsync(MailPerson person, string subject)
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        await Expect(window.Rows.Filter(new() { HasText = subject })).ToHaveCountAsync(1, new() { Timeout = 60_000 });
    }
}
