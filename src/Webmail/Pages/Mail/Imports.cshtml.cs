using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;

namespace Webmail.Pages.Mail;

/// <summary>Takes messages of .eml and mbox files into a folder. Uploads lie on disk while they are read, and one message at a time is in memory.</summary>
[RequestSizeLimit(MostPosted), RequestFormLimits(MultipartBodyLengthLimit = MostPosted)]
public sealed class ImportsModel(FolderContext context) : FolderPage(context)
{
    const long MostPosted = 2L << 30;

    [BindProperty] public List<IFormFile> Files { get; set; } = [];

    public IActionResult OnGet() => LocalRedirect(Urls.Folder(MailboxName));

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Files.Count == 0) return Answer(new FlashMessage(Words["Import.None"], Bad: true));
        await FindAsync(cancel);
        var import = new MailboxImport(Store, MailboxName);
        try
        {
            foreach (var file in Files)
            {
                await using var content = file.OpenReadStream();
                await import.TakeAsync(FileNames.Safe(file.FileName), content, cancel);
            }
            return Answer(Said(import.Report));
        }
        catch (MailFailure failure) when (failure.Kind is not (FailureKind.SignInAgain or FailureKind.WrongPassword))
        {
            return Answer(Said(import.Report with { Failure = failure }));
        }
    }

    IActionResult Answer(FlashMessage flash) => WantsStream ? Stream(Turbo.TurboStream.Refresh(), flash.AsStream()) : GoTo(MailboxName, flash);

    FlashMessage Said(ImportReport report)
    {
        var sentences = new List<string> { Words[$"Import.Done.{(MailText.IsSingular(report.Imported) ? "One" : "Other")}", Number(report.Imported)] };
        if (report.Failure is { } failure) sentences.Add($"{Text[$"Failure.{failure.Kind}"]} {Text[$"Failure.{failure.Kind}.Do"]}");
        sentences.AddRange(report.Problems.Take(3).Select(problem => (string)Words[
            $"Import.{problem.Kind}", problem.File, problem.Number, problem.Offset.ToString("N0", CultureInfo.CurrentCulture)]));
        if (report.Problems.Count > 3) sentences.Add(Words["Import.More", Number(report.Problems.Count - 3)]);
        var bad = report.Failure is not null || report.Problems.Count > 0;
        return new FlashMessage(string.Join(' ', sentences), Bad: bad, Seconds: bad ? 60 : 10);
    }
}
