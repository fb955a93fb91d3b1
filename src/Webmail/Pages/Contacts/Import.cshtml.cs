using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Contacts;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Contacts;

/// <summary>Contacts from a file, and to one.</summary>
[RequestSizeLimit(CardFile.MostOctets + (1 << 20)), RequestFormLimits(MultipartBodyLengthLimit = CardFile.MostOctets + (1 << 20))]
public sealed class ImportModel(ContactsContext context) : ContactsPage(context)
{
    public string? Error { get; private set; }

    public override string Place => "import";

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(IFormFile? file, CancellationToken cancel)
    {
        if (file is null) return await SayAsync(Text["Import.Error.None"]);
        if (file.Length > CardFile.MostOctets) return await SayAsync(Text["Import.Error.Large"]);
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, cancel);
        try
        {
            var cards = CardFile.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            if (await Desk.Files.ImportAsync(MyId, cards, cancel) is not { } done) return await SayAsync(Text["Error.Full", AddressBook.MostContacts]);
            var said = done.Known == 0 ? Counted("Imported", done.Added) : $"{Counted("Imported", done.Added)} {Counted("Imported.Known", done.Known)}";
            return Go(Url.Content("~/contacts"), new FlashMessage(said, UndoAction: done.Added == 0 ? null : Url.Content("~/contacts/import?handler=undo"), UndoFields: Named(done.Id), Seconds: 30));
        }
        catch (CardFileException problem)
        {
            return await SayAsync($"{(problem.Line > 0 ? Text["Import.Line", problem.Line].Value + " " : "")}{Text[$"Import.Error.{problem.Fault}"]} {Text["Import.Nothing"]}");
        }
    }

    public async Task<IActionResult> OnPostUndoAsync(Guid id, CancellationToken cancel) => Go(Url.Content("~/contacts"), new FlashMessage(Counted("Deleted", await Desk.Files.TakeBackAsync(MyId, id, cancel))));

    async Task<IActionResult> SayAsync(string sentence)
    {
        await LoadSideAsync();
        Error = sentence;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
