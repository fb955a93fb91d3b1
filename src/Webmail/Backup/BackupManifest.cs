namespace Webmail.Backup;

/// <summary>What a backup says of itself, in <c>manifest.json</c>: enough to know whether it fits here and whether it is whole.</summary>
/// <param name="Format">Of the file; a reader refuses what it does not know.</param>
/// <param name="Version">Of the application that took it.</param>
/// <param name="Migration">The last one, by its name alone: each database has identifiers of its own.</param>
/// <param name="MasterKeyId">Names the key that is needed with it (<see cref="Mail.Accounts.MasterKeys.CurrentId"/>) and does not hold it.</param>
sealed record BackupManifest(int Format, string Version, string Migration, string MasterKeyId, DateTimeOffset TakenAt, IReadOnlyList<BackupEntry> Entries)
{
    public const int CurrentFormat = 1;
    public const string FileName = "manifest.json";

    public static string CurrentVersion => typeof(BackupManifest).Assembly.GetName().Version!.ToString(3);
}

/// <summary>One table: a JSON array per row and line, with the columns in this order.</summary>
/// <param name="Sha256">Of the lines before they are compressed, in hexadecimal.</param>
sealed record BackupEntry(string Table, IReadOnlyList<string> Columns, long Rows, string Sha256)
{
    public string FileName => FileNameOf(Table);

    public static string FileNameOf(string table) => $"{table}.jsonl";
}

/// <summary>Why nothing was done, in a sentence that says what to do.</summary>
sealed class BackupProblem(string sentence, Exception? cause = null) : Exception(sentence, cause)
{
    public static BackupProblem Damaged(string what, Exception? cause = null) => new($"The backup is damaged ({what}). Nothing was changed. Use another one.", cause);
}
