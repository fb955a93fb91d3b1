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
