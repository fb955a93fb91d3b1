using MailKit;
using MimeKit;

namespace Webmail.MailServers.Samples;

/// <summary>A message and the mailbox it lies in.</summary>
public sealed record SampleMessage(string Mailbox, StoredMessage Stored);

/// <summary>Four people with mailboxes that look lived in: the same messages at every call with the same "now".</summary>
public static class SampleMail
{
    public static IReadOnlyList<SamplePerson> People { get; } = [SamplePerson.Camille, SamplePerson.Ann, SamplePerson.Kenji, SamplePerson.Paul];

    /// <summary>Makes the people on a server and fills their mailboxes, oldest message first.</summary>
    public static async Task SeedAsync(MailServer server, DateTimeOffset? now = null)
    {
        foreach (var person in People)
        {
            await server.AddUserAsync(person.Address, person.Password).ConfigureAwait(false);
            foreach (var mailbox in Of(person, now ?? TimeProvider.System.GetUtcNow()).GroupBy(message => message.Mailbox))
                await server.AppendAsync(person.Address, mailbox.Key, mailbox.Select(message => message.Stored)).ConfigureAwait(false);
        }
    }

    /// <summary>All messages of a person, oldest first.</summary>
    public static IReadOnlyList<SampleMessage> Of(SamplePerson person, DateTimeOffset now)
    {
        var writer = new SceneWriter(person, now);
        var scenes = Texts(person).SelectMany(SampleScript.Read).SelectMany(writer.Write);
        return [.. scenes.Concat(OddMail.Of(person, now)).OrderBy(message => message.Stored.Received)];
    }

    static IEnumerable<string> Texts(SamplePerson person)
    {
        var assembly = typeof(SampleMail).Assembly;
        var folder = $"Samples.{person.Address.Split('@')[0]}.";
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }

    internal static SampleMessage Stored(
        string mailbox, MimeMessage message, MessageFlags flags = MessageFlags.Seen, IReadOnlyCollection<string>? keywords = null)
    {
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, bytes);
        return new SampleMessage(mailbox, new StoredMessage(bytes.ToArray(), flags, message.Date, keywords));
    }
}
