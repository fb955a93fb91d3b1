using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;
using Webmail.MailServers.Processes;

namespace Webmail.Bench.Measures;

/// <summary>What one file took.</summary>
/// <param name="Extra">Octets of memory beyond what there was before.</param>
/// <param name="Stored">Octets of files in the database when it was uploaded.</param>
sealed record Attached(double Upload, double Send, long Extra, long Stored);

/// <summary>Somebody who writes with an attachment, as the composer's script does: the words are kept, the file comes in pieces, Send is pressed.</summary>
sealed class AttachDesk : IDisposable
{
    const int Piece = 1 << 20;

    readonly AppProcess app;
    readonly WebPerson person;
    readonly int process;
    int sent;

    AttachDesk(AppProcess app, WebPerson person) => (this.app, this.person, process) = (app, person, app.Processes.OwnId);

    public static async Task<AttachDesk> OpenAsync(AppProcess app, Mailbox mailbox)
    {
        var person = await WebPerson.SignInAsync(app.Origin, mailbox, 1);
        var choices = await person.FormAsync("/settings/sending", "undoSeconds");
        choices["undoSeconds"] = "0";
        await person.PostAsync("/settings/sending", new FormUrlEncodedContent(choices));
        return new(app, person);
    }

    public async Task<Attached> SendAsync(string to, byte[] bytes)
    {
        var form = await person.FormAsync("/compose", "data-composer");
        (form["to"], form["subject"], form["body"], form["leaving"]) = (to, $"Number {++sent}", "Here it is.", "false");
        await person.PostAsync("/compose?handler=keep", new FormUrlEncodedContent(form), ("Accept", "text/vnd.turbo-stream.html"));
        form["revision"] = "1";
        var before = ProcessMemory.Peak(process, reset: true);
        var start = Stopwatch.StartNew();
        await UploadAsync(form, bytes);
        var (upload, stored) = (start.Elapsed.TotalSeconds, Number("select coalesce(sum(length(\"Bytes\")), 0) from \"BlobChunks\""));
        start.Restart();
        form["act"] = "send";
        await person.PostAsync("/compose", new FormUrlEncodedContent(form));
        await UntilAsync("AcceptedAt");
        var send = start.Elapsed.TotalSeconds;
        await UntilAsync("FiledAt");
        return new(upload, send, ProcessMemory.Peak(process) - before, stored);
    }

    async Task UploadAsync(Dictionary<string, string> form, byte[] bytes)
    {
        var (draft, upload, token) = (form["id"], Guid.NewGuid(), form["__RequestVerificationToken"]);
        await person.PostAsync("/compose/uploads?handler=begin", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["id"] = draft, ["upload"] = $"{upload}", ["name"] = "film.bin", ["type"] = "application/octet-stream", ["octets"] = $"{bytes.Length}", ["__RequestVerificationToken"] = token,
        }));
        for (var at = 0; at < bytes.Length; at += Piece)
        {
            using var piece = new ByteArrayContent(bytes, at, Math.Min(Piece, bytes.Length - at));
            piece.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            await person.PostAsync($"/compose/uploads?handler=piece&id={draft}&upload={upload}&offset={at}", piece, ("RequestVerificationToken", token));
        }
    }

    async Task UntilAsync(string column)
    {
        for (var patience = Stopwatch.StartNew(); Number($"select count(*) from \"Submissions\" where \"Subject\" = 'Number {sent}' and \"{column}\" is not null") == 0; await Task.Delay(10))
            if (patience.Elapsed > TimeSpan.FromMinutes(2)) throw new InvalidOperationException($"Number {sent} did not go out.");
    }

    long Number(string question)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = app.Database, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = question;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public void Dispose() => person.Dispose();
}
