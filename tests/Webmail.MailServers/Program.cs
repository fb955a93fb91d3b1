using Webmail.MailServers;

await using var server = await MailServer.StartNewAsync();
Console.WriteLine(server.Ports);
var end = new TaskCompletionSource();
Console.CancelKeyPress += (_, press) => press.Cancel = end.TrySetResult();
await end.Task;
