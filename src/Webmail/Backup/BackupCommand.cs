using System.Data.Common;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Hosting;
using Webmail.Mail.Accounts;

namespace Webmail.Backup;

/// <summary>
/// <c>Webmail backup FILE</c> and <c>Webmail restore FILE</c>: everything that the application keeps, in one file that either database takes. The master key
/// is not in it, so that who has the backup opens nothing.
/// </summary>
sealed class BackupCommand(IServiceProvider services, TextWriter output, TextWriter problems)
{
    public const string Backup = "backup", Restore = "restore";

    /// <returns>The status of the process: 0, or 1 when nothing was done.</returns>
    public async Task<int> RunAsync(string[] words, CancellationToken cancel)
    {
        try
        {
            if (words is [Backup, { Length: > 0 } target]) await BackUpAsync(Path.GetFullPath(target), cancel);
            else if (words is [Restore, { Length: > 0 } source]) await RestoreAsync(Path.GetFullPath(source), cancel);
            else throw new BackupProblem("Say which file: `Webmail backup FILE` or `Webmail restore FILE`.");
            return 0;
        }
        catch (Exception problem) when (problem is BackupProblem or DbException or DbUpdateException or IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            await problems.WriteLineAsync(Sentence(problem));
            return 1;
        }
    }

    static string Sentence(Exception problem) => problem switch
    {
        BackupProblem => problem.Message,
        DbException or DbUpdateException => $"The database refused; nothing was changed. It says: {problem.Message}",
        InvalidDataException or JsonException => "The backup is damaged, or this file is none. Nothing was changed.",
        _ => $"The file cannot be read or written; nothing was changed: {problem.Message}",
    };

    async Task BackUpAsync(string target, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var (db, database) = (scope.ServiceProvider.GetRequiredService<WebmailDb>(), services.GetRequiredService<DatabaseSettings>());
        if (!database.Postgres && !File.Exists(database.File)) throw new BackupProblem($"There is no database at {database.File}. Set Webmail__DataDirectory as for the application.");
        if ((await db.Database.GetPendingMigrationsAsync(cancel)).Any()) throw new BackupProblem("The database is of an older Webmail than this one. Start this one once, or take the backup with that one.");
        var partial = target + ".partial";
        File.Delete(partial);
        try
        {
            BackupManifest manifest;
            await using (var file = new FileStream(partial, ForOwnerOnly()))
            {
                manifest = await new BackupWriter(db, services.GetRequiredService<MasterKeys>(), services.GetRequiredService<TimeProvider>()).WriteAsync(file, cancel);
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, target, overwrite: true);
            await output.WriteLineAsync($"{target}: {Count(manifest)}.");
            await NoteAsync(db, manifest, cancel);
            await output.WriteLineAsync($"The master key is not in it: {KeyFile}. Keep a copy of it apart: without it stored passwords and people's keys for encrypted mail cannot be opened.");
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>People are told when the last one was made. That it cannot be noted makes it no worse.</summary>
    async Task NoteAsync(WebmailDb db, BackupManifest manifest, CancellationToken cancel)
    {
        try
        {
            await BackupRecord.NoteAsync(db, manifest.TakenAt, cancel);
        }
        catch (Exception refused) when (refused is DbException or DbUpdateException)
        {
            await output.WriteLineAsync($"The backup is whole, but its time could not be noted for people to see: {refused.Message}");
        }
    }

    internal static FileStreamOptions ForOwnerOnly(FileMode mode = FileMode.CreateNew)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    async Task RestoreAsync(string source, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebmailDb>();
        var reader = new BackupReader(db, services.GetRequiredService<TimeProvider>());
        await using var zip = await ZipFile.OpenReadAsync(source, cancel);
        var manifest = await reader.ManifestAsync(zip, cancel);
        await ActivatorUtilities.CreateInstance<Migrator>(services).StartingAsync(cancel);
        await reader.RestoreAsync(zip, manifest, cancel);
        await NoteAsync(db, manifest, cancel);
        await output.WriteLineAsync($"Restored as of {manifest.TakenAt:u}: {Count(manifest)}. Everyone signs in again.");
        if (!services.GetRequiredService<MasterKeys>().Ids.Contains(manifest.MasterKeyId))
            await output.WriteLineAsync($"The master key at {KeyFile} is not the one of the backup: put that one there before you start Webmail. Without it stored passwords and people's keys for encrypted mail cannot be opened.");
        await output.WriteLineAsync("`Webmail check-mail` reads all mail that is kept here and compares it with its hashes.");
    }

    string KeyFile => services.GetRequiredService<WebmailSettings>().MasterKey.Location;

    static string Count(BackupManifest manifest) =>
        $"{manifest.Entries.Sum(entry => entry.Rows)} rows of {manifest.Entries.Count} tables, {People(manifest)} people";

    static long People(BackupManifest manifest) => manifest.Entries.Single(entry => entry.Table == "People").Rows;
}
