namespace Webmail.MailServers.Processes;

public static class TemporaryFolder
{
    /// <summary>Deletes a folder in which a process that was just ended may still write for a moment.</summary>
    public static void Delete(string folder)
    {
        for (var tries = 0; tries < 20 && Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
        }
    }
}
