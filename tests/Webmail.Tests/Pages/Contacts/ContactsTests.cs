using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Webmail.Mail.Contacts;
using Webmail.Tests.Pages.Compose;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Contacts;

/// <summary>The address book as a browser without JavaScript has it, on both databases.</summary>
public abstract class ContactsTests(MailServerFixture mail)
{
    static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    protected abstract WebmailApp App { get; }

    [Fact]
    public async Task A_contact_is_added_changed_deleted_and_each_is_taken_back()
    {
        using var me = await SignInAsync();
        var first = await KeepAsync(me, null, ("name", "Hélène Weaver"), ("kind", "Email"), ("label", "work"), ("value", "helene@example.test"), ("group", "Choir"));
        Assert.Equal("Hélène Weaver", first.QuerySelector("[data-field=name]")!.TextContent);
        var changed = await KeepAsync(me, Id(first), ("name", "Helen Weaver"), ("kind", "Email"), ("label", ""), ("value", "helen@example.test"));
        Assert.Equal(["Helen Weaver"], await NamesAsync(me));
        await UndoAsync(me, changed);
        Assert.Equal(["Hélène Weaver"], await NamesAsync(me));
        Assert.Equal(["Hélène Weaver"], await NamesAsync(me, "?q=HELENE%20choir-nothing") is [] ? await NamesAsync(me, "?q=HELENE%20weav") : ["found what is not there"]);
        var deleted = await PostAsync(me, "/contacts/deletions", ("id", Id(first)));
        Assert.Empty(await NamesAsync(me));
        using (var gone = await me.GetAsync($"/contacts/{Id(first)}")) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await UndoAsync(me, deleted);
        Assert.Equal("Choir", (await OpenAsync(me, $"/contacts/{Id(first)}")).QuerySelector("dd .chip")!.TextContent);
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_the_field_and_nothing_is_lost()
    {
        using var me = await SignInAsync();
        var empty = await KeepAsync(me, null, ("name", " "), ("note", "Only a note"));
        Assert.Equal(("Give a name, an organisation or an address.", "\nOnly a note"), (empty.QuerySelector("#name-error")!.TextContent, "\n" + empty.QuerySelector("#note")!.TextContent.TrimStart('\n')));
        var wrong = await KeepAsync(me, null, ("name", "Ann"), ("kind", "Email"), ("label", "home"), ("value", "ann at example"));
        Assert.Equal("“ann at example” is not an e-mail address.", wrong.QuerySelector("#details-error")!.TextContent);
        Assert.Contains(wrong.QuerySelectorAll("[name=value]"), field => field.GetAttribute("value") == "ann at example");
        Assert.Empty(await NamesAsync(me));
    }

    [Fact]
    public async Task Hostile_fields_are_text_wherever_they_are_shown()
    {
        using var me = await SignInAsync();
        const string evil = "<img src=x onerror=alert(1)>\"'";
        var card = await KeepAsync(me, null, ("name", evil), ("organisation", evil), ("note", evil), ("kind", "Web"), ("label", evil), ("value", "javascript:alert(1)"), ("group", evil));
        await KeepAsync(me, null, ("name", evil), ("kind", "Email"), ("label", ""), ("value", "x@example.test"));
        foreach (var page in new[] { card, await OpenAsync(me, "/contacts"), await OpenAsync(me, $"/contacts/edit/{Id(card)}"), await OpenAsync(me, "/contacts/duplicates"), await OpenAsync(me, $"/contacts?q={Uri.EscapeDataString(evil)}") })
        {
            Assert.Empty(page.QuerySelectorAll("img[onerror], a[href^='javascript:']"));
            Assert.Contains("onerror", page.Body!.TextContent + string.Concat(page.QuerySelectorAll("input").Select(field => field.GetAttribute("value"))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_is_imported_whole_or_not_at_all_and_comes_out_again()
    {
        using var me = await SignInAsync();
        var file = $"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Weaver\r\nEMAIL:ann@example.test\r\nCATEGORIES:Choir\r\nPHOTO;ENCODING=b;TYPE=PNG:{Convert.ToBase64String(Png)}\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob Miller\r\nEMAIL:bob@example.test\r\nEND:VCARD\r\n";
        var refused = await UploadAsync(me, file + "BEGIN:VCARD\r\nFN:Half\r\n");
        Assert.Equal("Line 13: A contact begins here and does not end (END:VCARD is missing). Nothing was imported.", refused.QuerySelector("#file-error")!.TextContent);
        Assert.Empty(await NamesAsync(me));
        var done = await UploadAsync(me, file);
        Assert.Contains("2 contacts added.", done.QuerySelector("[data-flash]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("0 contacts added. 2 were here already.", (await UploadAsync(me, file)).QuerySelector("[data-flash]")!.TextContent, StringComparison.Ordinal);
        using var answer = await me.GetAsync("/contacts/export?format=vcf");
        Assert.Equal(("application/octet-stream", "contacts.vcf"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName!.Trim('"')));
        var cards = CardFile.Read(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(["Ann Weaver", "Bob Miller"], cards.Select(card => card.Name));
        Assert.Equal(Png, cards[0].Photo);
        Assert.Equal("Choir", cards[0].Groups.Single());
        Assert.Equal(2, CardFile.Read(System.Text.Encoding.UTF8.GetBytes(await me.TextAsync("/contacts/export?format=csv"))).Count);
        await UndoAsync(me, done);
        Assert.Empty(await NamesAsync(me));
    }

    [Fact]
    public async Task Duplicates_are_shown_merged_and_parted_again()
    {
        using var me = await SignInAsync();
        await KeepAsync(me, null, ("name", "Ann Weaver"), ("kind", "Email"), ("label", ""), ("value", "ann@example.test"), ("group", "Choir"));
        await KeepAsync(me, null, ("name", "A. Weaver"), ("kind", "Email"), ("label", ""), ("value", "ANN@example.test"), ("kind", "Phone"), ("label", "mobile"), ("value", "123"));
        await KeepAsync(me, null, ("name", "Ann Weaver"), ("kind", "Email"), ("label", ""), ("value", "other@example.test"));
        await KeepAsync(me, null, ("name", "Ann"), ("kind", "Email"), ("label", ""), ("value", "nobody@example.test"));
        var page = await OpenAsync(me, "/contacts/duplicates");
        var form = Assert.Single(page.QuerySelectorAll("[data-duplicate]"));
        Assert.Equal(["ann@example.test", "123", "other@example.test"], form.QuerySelectorAll(".preview li").Select(item => item.TextContent.ToLowerInvariant()).OrderBy(text => text.Length is 3 ? 1 : text[0] == 'a' ? 0 : 2));
        var merged = await PostAsync(me, "/contacts/duplicates", [.. form.QuerySelectorAll("[name=id]").Select(field => ("id", field.GetAttribute("value")!))]);
        Assert.Equal(["Ann", "Ann Weaver"], await NamesAsync(me));
        await UndoAsync(me, merged);
        Assert.Equal(4, (await NamesAsync(me)).Length);
    }

    [Fact]
    public async Task One_contact_is_not_merged_and_two_groups_are_not_called_the_same()
    {
        using var me = await SignInAsync();
        await KeepAsync(me, null, ("name", "Ann"), ("kind", "Email"), ("label", ""), ("value", "ann@example.test"));
        var only = (await OpenAsync(me, "/contacts")).QuerySelector("[data-contact]")!.GetAttribute("data-contact")!;
        Assert.StartsWith("Choose at least two", Flash(await PostAsync(me, "/contacts/duplicates", ("id", only))), StringComparison.Ordinal);
        Assert.StartsWith("Choose at least two", Flash(await PostAsync(me, "/contacts/duplicates", ("id", only), ("id", only))), StringComparison.Ordinal);

        foreach (var name in new[] { "Choir", "Band" }) await PostAsync(me, "/contacts/groups?handler=add", ("name", name));
        var band = (await OpenAsync(me, "/contacts")).QuerySelectorAll(".book-side a[href*='group=']").Single(link => link.TextContent.Contains("Band", StringComparison.Ordinal)).GetAttribute("href")!.Split("group=")[1];
        Assert.StartsWith("There is a group of this name", Flash(await PostAsync(me, "/contacts/groups?handler=rename", ("id", band), ("name", "CHOIR"))), StringComparison.Ordinal);
        Assert.Equal("Group renamed.", Flash(await PostAsync(me, "/contacts/groups?handler=rename", ("id", band), ("name", "BAND"))));
        var deleted = await PostAsync(me, "/contacts/groups?handler=delete", ("id", band));
        await PostAsync(me, "/contacts/groups?handler=add", ("name", "Band"));
        var form = deleted.QuerySelector("[data-flash] form")!;
        Assert.StartsWith("There is a group of this name", Flash(await PostAsync(me, form.GetAttribute("action")!, ("id", band))), StringComparison.Ordinal);

        static string Flash(IDocument page) => page.QuerySelector("[data-flash] span")!.TextContent;
    }

    [Fact]
    public async Task A_file_imported_again_does_not_double_who_was_merged()
    {
        using var me = await SignInAsync();
        static string Card(string uid, string name, string rest) => $"BEGIN:VCARD\r\nVERSION:3.0\r\n{uid}FN:{name}\r\n{rest}END:VCARD\r\n";
        var file = Card("UID:one\r\n", "Helene Weaver", "EMAIL:helene@example.test\r\nTEL:123\r\n") + Card("UID:two\r\n", "Hélène Weaver", "EMAIL:hw@example.test\r\n") + Card("", "Bob Miller", "EMAIL:bob@example.test\r\n");
        await UploadAsync(me, file);
        var form = (await OpenAsync(me, "/contacts/duplicates")).QuerySelector("[data-duplicate]")!;
        await PostAsync(me, "/contacts/duplicates", [.. form.QuerySelectorAll("[name=id]").Select(field => ("id", field.GetAttribute("value")!))]);
        Assert.Equal(["Bob Miller", "Hélène Weaver"], await NamesAsync(me));
        // Changed by hand since, it is still made of both.
        var id = (await OpenAsync(me, "/contacts")).QuerySelectorAll("[data-contact]").Single(row => row.TextContent.Contains("Hélène", StringComparison.Ordinal)).GetAttribute("data-contact");
        await KeepAsync(me, id, ("name", "Hélène W."), ("kind", "Email"), ("label", ""), ("value", "helene@example.test"), ("kind", "Email"), ("label", ""), ("value", "hw@example.test"), ("kind", "Phone"), ("label", ""), ("value", "123"));
        await KeepAsync(me, null, ("name", "BOB MILLER"), ("organisation", "Mill"), ("kind", "Email"), ("label", ""), ("value", "Bob@example.test"));
        var again = await UploadAsync(me, file);
        Assert.Contains("0 contacts added. 3 were here already.", again.QuerySelector("[data-flash]")!.TextContent, StringComparison.Ordinal);
        // What is new in a file is not dropped.
        Assert.Contains("1 contact added.", (await UploadAsync(me, Card("UID:two\r\n", "Hélène Weaver", "EMAIL:new@example.test\r\n"))).QuerySelector("[data-flash]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_is_not_the_same_as_none()
    {
        using var me = await SignInAsync();
        Assert.Equal("The file is empty. Nothing was imported.", (await UploadAsync(me, "")).QuerySelector("#file-error")!.TextContent);
        Assert.Equal("Choose a file first.", (await UploadAsync(me, "/contacts/import", [], [])).QuerySelector("#file-error")!.TextContent);
    }

    [Fact]
    public async Task Who_was_written_to_is_collected_and_suggested_by_use()
    {
        var (bob, carl) = (await mail.NewUserAsync("bob"), await mail.NewUserAsync("carl"));
        using var me = await SignInAsync();
        foreach (var to in new[] { $"Bob Baker <{bob.Address}>", $"Bob Carlson <{carl.Address}>", $"Bob Carlson <{carl.Address}>" })
            await (await Composer.OpenAsync(me, "/compose")).Write(to, "Hello", "Hello").SentAsync();
        Assert.Equal([carl.Address, bob.Address], (await SuggestAsync(me, "bob")).Select(one => one.Address));
        Assert.Equal(2, (await OpenAsync(me, "/contacts?collected=true")).QuerySelectorAll("[data-recipient]").Length);
        await KeepAsync(me, null, ("name", "Róbert Baker"), ("kind", "Email"), ("label", ""), ("value", bob.Address), ("group", "Bobs"));
        var found = await SuggestAsync(me, "rob");
        Assert.Equal([$"Róbert Baker <{bob.Address}>"], found.Select(one => one.Value));
        Assert.Equal(("Bobs", 1), ((await SuggestAsync(me, "bobs"))[0].Name, (await SuggestAsync(me, "bobs"))[0].Members));
        Assert.Single((await OpenAsync(me, "/contacts?collected=true")).QuerySelectorAll("[data-recipient]"));
        await PostAsync(me, "/contacts/collected?handler=forget", ("key", carl.Address));
        Assert.DoesNotContain(carl.Address, (await SuggestAsync(me, "carlson")).Select(one => one.Address));
    }

    [Fact]
    public async Task A_photo_is_a_picture_or_nothing_and_nobody_elses()
    {
        using var me = await SignInAsync();
        using var other = await SignInAsync();
        var refused = await KeepAsync(me, null, [("name", "Ann")], "<svg onload=alert(1)>"u8.ToArray());
        Assert.Contains("Choose a PNG", refused.QuerySelector("#photo-error")!.TextContent, StringComparison.Ordinal);
        var card = await KeepAsync(me, null, [("name", "Ann")], Png);
        var url = card.QuerySelector("img.face")!.GetAttribute("src")!;
        using var mine = await me.GetAsync(url);
        Assert.Equal(("image/png", "sandbox; default-src 'none'"), (mine.Content.Headers.ContentType!.MediaType, string.Join("", mine.Headers.GetValues("Content-Security-Policy"))));
        Assert.Equal(Png, await mine.Content.ReadAsByteArrayAsync());
        foreach (var path in new[] { url, $"/contacts/{Id(card)}", $"/contacts/edit/{Id(card)}" })
        {
            using var theirs = await other.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        }
        using var deletion = await other.PostAsync("/contacts/deletions", "/contacts/edit", ("id", Id(card)));
        Assert.Equal(HttpStatusCode.NotFound, deletion.StatusCode);
        Assert.Equal(["Ann"], await NamesAsync(me));
    }

    async Task<Browser> SignInAsync() => await App.SignInAsync(await mail.NewUserAsync("me"));

    static string Id(IDocument card) => card.QuerySelector("form[action$='/contacts/deletions'] [name=id]")!.GetAttribute("value")!;

    static async Task<IDocument> OpenAsync(Browser browser, string url) => new HtmlParser().ParseDocument(await browser.TextAsync(url));

    static async Task<string[]> NamesAsync(Browser browser, string query = "") => [.. (await OpenAsync(browser, "/contacts" + query)).QuerySelectorAll("[data-contact] strong").Select(name => name.TextContent)];

    static async Task<List<Suggestion>> SuggestAsync(Browser browser, string typed) =>
        JsonSerializer.Deserialize<List<Suggestion>>(await browser.TextAsync($"/contacts/suggestions?q={typed}"), JsonSerializerOptions.Web)!;

    static Task<IDocument> KeepAsync(Browser browser, string? id, params (string, string)[] fields) => KeepAsync(browser, id, fields, null);

    static Task<IDocument> KeepAsync(Browser browser, string? id, (string Name, string Value)[] fields, byte[]? photo) =>
        UploadAsync(browser, "/contacts/edit", [.. fields, .. id is null ? Array.Empty<(string, string)>() : [("id", id)]], photo is null ? [] : [("photo", "me.png", photo)]);

    static Task<IDocument> UploadAsync(Browser browser, string file) => UploadAsync(browser, "/contacts/import", [], [("file", "contacts.vcf", System.Text.Encoding.UTF8.GetBytes(file))]);

    static async Task<IDocument> UploadAsync(Browser browser, string url, (string Name, string Value)[] fields, (string Name, string File, byte[] Bytes)[] files)
    {
        var token = (await OpenAsync(browser, url)).QuerySelector("main [name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields.Append(("__RequestVerificationToken", token))) content.Add(new StringContent(value), $"\"{name}\"");
        foreach (var (name, file, bytes) in files) content.Add(new ByteArrayContent(bytes), $"\"{name}\"", $"\"{file}\"");
        return await FollowAsync(browser, await browser.Http.PostAsync(url, content));
    }

    static async Task<IDocument> PostAsync(Browser browser, string url, params (string, string)[] fields) => await FollowAsync(browser, await browser.PostAsync(url, "/contacts/edit", fields));

    static Task<IDocument> UndoAsync(Browser browser, IDocument page)
    {
        var form = page.QuerySelector("[data-flash] form")!;
        return PostAsync(browser, form.GetAttribute("action")!, [.. form.QuerySelectorAll("input:not([name^=__])").Select(field => (field.GetAttribute("name")!, field.GetAttribute("value")!))]);
    }

    static async Task<IDocument> FollowAsync(Browser browser, HttpResponseMessage answer)
    {
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.UnprocessableEntity) return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
            Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            return await OpenAsync(browser, answer.Headers.Location!.ToString());
        }
    }
}

public sealed class SqliteContactsTests(SqliteApp sqlite, MailServerFixture mail) : ContactsTests(mail), IClassFixture<SqliteApp>
{
    protected override WebmailApp App => sqlite.App;
}

public sealed class PostgresContactsTests(PostgresApp postgres, MailServerFixture mail) : ContactsTests(mail), IClassFixture<PostgresApp>
{
    protected override WebmailApp App => postgres.App;
}
