using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Mail.Transfer;
using Webmail.Pages.Mail;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary><c>GET …/export?as=mbox|zip</c>: a whole folder as a file, written while it is read.</summary>
static class MailboxFile
{
    public static async Task<IResult> GetAsync(string account, string mailbox, HttpContext context, CurrentPerson me, MailStores stores, IStringLocalizer<FolderText> text, TimeProvider time, string @as = "mbox")
    {
        if (@as is not ("mbox" or "zip") || !MailboxPath.TryDecode(mailbox, out var name)) return Results.NotFound();
        if (await stores.OpenAsync(me.Id, account, me.SessionSecret, context.RequestAborted) is not { } opened) return Results.NotFound();
        // Asked first: a folder that is gone is told by a page, not by an empty file.
        await opened.Store.PageAsync(name, PageRequest.Newest with { Size = 1 }, context.RequestAborted);
        var file = FileNames.OfWords(name);
        MessagePartFile.Describe(context.Response, DownloadTypes.Download, $"{(file.Length > 0 ? file : "mail")}.{@as}");
        // The end of a compressed file is written by the framework without a wait, however one closes it (DeflateStream): a few octets.
        if (@as == "zip" && context.Features.Get<IHttpBodyControlFeature>() is { } control) control.AllowSynchronousIO = true;
        var export = new MailboxExport(opened.Store, name, time, leftOut => Words(leftOut, text));
        await (@as == "zip" ? export.WriteZipAsync(context.Response.Body, context.RequestAborted) : export.WriteMboxAsync(context.Response.Body, context.RequestAborted));
        return Results.Empty;
    }

    static LeftOutWords Words(IReadOnlyList<Envelope> leftOut, IStringLocalizer<FolderText> text)
    {
        var subject = text[leftOut.Count == 1 ? "Export.LeftOut.One" : "Export.LeftOut.Other", leftOut.Count.ToString("N0", CultureInfo.CurrentCulture)].Value;
        var lines = leftOut.Select(message => $"- {message.Received.UtcDateTime.ToString("g", CultureInfo.CurrentCulture)} UTC, {FileNames.OfWords(message.From.Count > 0 ? message.From[0].Address : "")}: {FileNames.OfWords(message.Subject)}");
        return new LeftOutWords(subject, string.Join('\n', [subject, text["Export.LeftOut.Do"], "", .. lines, ""]));
    }
}
