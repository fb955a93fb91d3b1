using Microsoft.Extensions.DependencyInjection;
using Webmail.Data;
using Webmail.Mail.Contacts;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Contacts;

public sealed class ContactGroupsTests
{
    [Fact]
    public async Task The_groups_of_a_file_are_looked_up_once_however_many_contacts_it_has()
    {
        var questions = new Questions();
        await using var app = new WebmailApp(null) { Bring = questions.Listen };
        var few = await ImportAsync(app, questions, 20);
        Assert.Equal((1, 1), few);
        Assert.Equal(few, await ImportAsync(app, questions, 60));
    }

    [Fact]
    public async Task A_group_that_comes_back_needs_room_like_a_new_one()
    {
        await using var app = new WebmailApp(null);
        var person = (await KeptAccount.NewAsync(app)).PersonId;
        await using var scope = app.Services.CreateAsyncScope();
        var groups = scope.ServiceProvider.GetRequiredService<ContactGroups>();
        var first = (await groups.AddAsync(person, "First", default))!.Id;
        await groups.DeleteAsync(person, first, default);
        for (var number = 1; number <= ContactGroups.MostGroups; number++) Assert.NotNull(await groups.AddAsync(person, $"Group {number}", default));
        Assert.False(await groups.RestoreAsync(person, first, default));
        await groups.DeleteAsync(person, (await groups.OfAsync(person, default))[0].Id, default);
        Assert.True(await groups.RestoreAsync(person, first, default));
        // Pressed twice, it is there already and takes no more room.
        Assert.True(await groups.RestoreAsync(person, first, default));
    }

    /// <summary>How often groups were asked for, and how often EF Core looked for changes in all that it holds.</summary>
    static async Task<(int Asked, int Looked)> ImportAsync(WebmailApp app, Questions questions, int cards)
    {
        var person = (await KeptAccount.NewAsync(app)).PersonId;
        await using var scope = app.Services.CreateAsyncScope();
        var looked = 0;
        scope.ServiceProvider.GetRequiredService<WebmailDb>().ChangeTracker.DetectingAllChanges += (_, _) => looked++;
        questions.CountMine();
        questions.Take();
        var done = await scope.ServiceProvider.GetRequiredService<ContactFiles>().ImportAsync(person, [.. Enumerable.Range(0, cards).Select(Card)], default);
        Assert.Equal(cards, done!.Added);
        var asked = questions.Take().Count(question => question.Sql.Contains("FROM \"ContactGroups\"", StringComparison.Ordinal));
        var groups = await scope.ServiceProvider.GetRequiredService<ContactGroups>().OfAsync(person, default);
        Assert.Equal([("Choir", cards), ("Row 0", cards / 2), ("Row 1", cards / 2)], groups.Select(group => (group.Name, group.Contacts)));
        return (asked, looked);
    }

    static ContactCard Card(int number) => new() { Name = $"Person {number}", Groups = [number % 3 == 1 ? "CHOIR" : "Choir", $"Row {number % 2}"] };
}
