using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Bench.Seeding;

static class PlainReading
{
    /// <summary>What a reader needs of a plain message in INBOX: what it says, and its text.</summary>
    /// <param name="store">Made for it, as for a request.</param>
    public static async Task OpenPlainAsync(this IMailStore store, MessageKey key)
    {
        var opened = await store.OpenAsync("INBOX", key, default);
        var text = await store.ReadPartAsync("INBOX", key, opened.Structure!, MessageReader.MaxText, default);
        if (text.Bytes.Length < 1_000) throw new InvalidOperationException($"{key} has no text.");
    }
}
