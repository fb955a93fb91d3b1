using Webmail.MailServers.Serving;

// script/server calls "serve"; the rest of this project is a library of the tests.
if (args is not ["serve", ..])
{
    Console.Error.WriteLine("usage: Webmail.MailServers serve");
    return 2;
}
using var end = new EndOfRun();
return await SampleHouse.RunAsync(end.Token);
