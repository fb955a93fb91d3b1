using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Contacts;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Contacts;

public sealed partial class FoldingTests(SharedApps shared)
{
    const string Name = "Łukasz Øre-Đorđević", Plain = "lukasz ore-dordevic", Before = "łukasz øre-đorđevic";

    [Theory]
    [InlineData("Hélène", "helene")]
    [InlineData("ŁÓDŹ łódź", "lodz lodz")]
    [InlineData("Øre ǿ Đđ Ðð Ħħ Ŧŧ Iı ŊŋĿ", "ore o dd dd hh tt ii nnl·")]
    [InlineData("STRAẞE Straße Æther Œuvre Þór", "strasse strasse aether oeuvre thor")]
    public void Letters_are_compared_as_they_are_typed_without_a_key_for_them(string text, string folded) => Assert.Equal(folded, Folding.Text(text));

    /// <summary>What is narrowed in the browser is found by the same letters.</summary>
    [Fact]
    public void Scripts_know_the_same_letters()
    {
        var known = Letter().Matches(File.ReadAllText(Repository.File("wwwroot/js/models/folding.js"))).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var letters = Enumerable.Range(0x80, 0xD800 - 0x80).Select(code => $"{(char)code}").Where(letter => char.IsLower(letter[0]) && letter.IsNormalized(NormalizationForm.FormKD));
        Assert.Equal(letters.Where(letter => Folding.Text(letter) != letter).ToDictionary(letter => letter, Folding.Text), known);
    }

    [GeneratedRegex("""(\p{L}): '(\w+)'""")]
    private static partial Regex Letter();

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_was_stored_before_an_upgrade_is_found_after_it(bool onPostgres)
    {
        using var folder = new TemporaryDirectory();
        using var key = new TemporaryDirectory();
        (string, string)[] settings =
        [
            onPostgres ? ("ConnectionStrings:Webmail", await shared.NewDatabaseAsync()) : ("Webmail:DataDirectory", folder.Path),
            ("Webmail:MasterKeyFile", key.Write("master.key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))),
        ];
        KeptAccount account;
        await using (var older = new WebmailApp(null, settings)) account = await StoreAsync(older);
        await using var newer = new WebmailApp(null, settings);
        await using var scope = newer.Services.CreateAsyncScope();
        var (book, collected) = (scope.ServiceProvider.GetRequiredService<AddressBook>(), scope.ServiceProvider.GetRequiredService<CollectedRecipients>());
        var found = Assert.Single(await book.PageAsync(account.PersonId, new ContactQuery(Folding.Words("LUKASZ øre")), default));
        Assert.Equal($"{Plain} {found.Id:N}", found.SortKey);
        Assert.Single(await collected.PageAsync(account.PersonId, Folding.Words("lukasz"), null, default));
        var store = new LocalStore(newer.Services.GetRequiredService<LocalMail>(), account.Id, ChosenRoles.None);
        foreach (var field in new[] { SearchedField.From, SearchedField.To, SearchedField.Cc, SearchedField.Bcc, SearchedField.Subject, SearchedField.Body })
            Assert.Single((await store.PageAsync("INBOX", new PageRequest { Only = new MessageQuery.Text(field, Name) }, default)).Envelopes);
        var content = await newer.InDatabaseAsync(db => db.Set<LocalContent>().AsNoTracking().SingleAsync());
        Assert.Equal((Plain, Plain, Plain), (content.SenderKey, content.RecipientKey, content.SubjectKey));
    }

    /// <summary>A contact, somebody written to, and a message, all as they were folded before these letters were.</summary>
    static async Task<KeptAccount> StoreAsync(WebmailApp app)
    {
        var account = await KeptAccount.NewAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        var contact = await scope.ServiceProvider.GetRequiredService<AddressBook>().KeepAsync(account.PersonId, new ContactCard { Name = Name }, [], null, default);
        await scope.ServiceProvider.GetRequiredService<CollectedRecipients>().CollectAsync(account.PersonId, [new Correspondent(Name, "l@example.test")], default);
        await account.DeliverAsync($"From: {Name} <l@example.test>\r\nTo: {Name} <l@example.test>\r\nCc: {Name} <l@example.test>\r\nBcc: {Name} <l@example.test>\r\nSubject: {Name}", $"{Name}\r\n");
        await app.InDatabaseAsync(async db =>
        {
            await db.Set<Contact>().ExecuteUpdateAsync(set => set.SetProperty(row => row.SearchText, Before).SetProperty(row => row.SortKey, $"{Before} {contact.Id:N}"));
            await db.Set<CollectedRecipient>().ExecuteUpdateAsync(set => set.SetProperty(row => row.SearchText, Before));
            await db.Set<LocalContent>().ExecuteUpdateAsync(set => set.SetProperty(row => row.SenderKey, Before).SetProperty(row => row.RecipientKey, Before).SetProperty(row => row.SubjectKey, Before));
            await db.Set<LocalText>().ExecuteUpdateAsync(set => set.SetProperty(row => row.From, Before).SetProperty(row => row.To, Before).SetProperty(row => row.Cc, Before)
                .SetProperty(row => row.Bcc, Before).SetProperty(row => row.Subject, Before).SetProperty(row => row.Body, Before));
            return await db.Database.ExecuteSqlAsync($"""delete from "__EFMigrationsHistory" where "MigrationId" like '%\_FoldedLetters' escape '\'""");
        });
        return account;
    }
}
