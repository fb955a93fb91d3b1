using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Pages.Search;

namespace Webmail.Pages.Mail;

/// <summary>An open message beside its page of the list. Opening changes nothing: "seen" is a POST of its own.</summary>
public sealed class MessageModel(MailPageContext context, LetterContext letters, ReadingChoices choices) : ScreenPage(context)
{
    /// <summary>Shown or hidden for this once; null where the person's consents decide.</summary>
    [BindProperty(SupportsGet = true)] public bool? Images { get; set; }
    [BindProperty(SupportsGet = true)] public string? Colours { get; set; }

    /// <summary>In a conversation: which letter is open besides those that are (<see cref="LetterView.Place"/>), or <c>all</c>.</summary>
    [BindProperty(SupportsGet = true)] public string? Expand { get; set; }

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        if (!await ReadChoicesAsync(cancel)) return BadRequest();
        if (Frame == "fresh") return await FreshAsync(key, cancel);
        if (Grouped && Frame?.StartsWith("letter-", StringComparison.Ordinal) == true) return await LetterAsync(key, cancel);
        if (Grouped) await StackAsync(key, cancel);
        else Open = await Letters.OpenAsync(new(MailboxName, await Store.OpenAsync(MailboxName, key, cancel)), Images, cancel);
        var chosen = await choices.OfAsync(Account.PersonId, cancel);
        Open = Open! with
        {
            Colours = Colours is "original" or "adapted" ? Colours : "",
            OriginalColours = Colours switch { "original" => true, "adapted" => false, _ => chosen.OriginalColours },
            Monospace = chosen.Monospace,
        };
        if (Frame == "reader")
        {
            await LoadFolderNamesAsync(cancel);
            return PartialOf("_ReaderFrame", this);
        }
        // Loaded again: what was found is found again, and the message stays open.
        if (Urls.Found is not null) Search = new SearchView(Urls.Found, Urls);
        else Messages = await ReadPageAsync(new PageRequest(PageSide.Around, key, List.Order.IsNatural && !List.IsFiltered && !Grouped ? Open!.Message.At : null), cancel);
        await LoadMailboxesAsync(cancel);
        return Page();
    }

    LetterReader Letters => new(Opened, letters);

    async Task StackAsync(MessageKey key, CancellationToken cancel)
    {
        var conversation = await Store.ConversationAsync(MailboxName, key, cancel);
        Stack = await Letters.StackAsync(conversation, new(key, Expand, Images), Choice.Settings?.NewestFirst == true, cancel);
        Open = Stack.Letters.First(letter => letter.Message.Key == key && letter.Message.Mailbox == MailboxName).Open;
    }

    /// <summary>What lies around the reader, drawn anew; the reader itself stays.</summary>
    async Task<IActionResult> FreshAsync(MessageKey key, CancellationToken cancel)
    {
        OpenKey = key;
        if (Urls.Found is not null) Search = new SearchView(Urls.Found, Urls);
        else Messages = await ReadPageAsync(new PageRequest(PageSide.Around, key), cancel);
        await LoadMailboxesAsync(cancel);
        return PartialOf("_Fresh", this);
    }

    /// <summary>One letter, for its own frame.</summary>
    async Task<IActionResult> LetterAsync(MessageKey key, CancellationToken cancel)
    {
        if (!LetterView.TryPlace(Expand, out var mailbox, out var letter)) return BadRequest();
        var message = new ConversationMessage(mailbox, await Store.OpenAsync(mailbox, letter, cancel));
        await LoadFolderNamesAsync(cancel);
        return PartialOf("_Letter", new LetterFrame(new(message, await Letters.OpenAsync(message, Images, cancel)), MailboxName, key, Urls, When)
        {
            Rest = mailbox == MailboxName && letter != key && CurrentRole != MailboxRole.Trash ? key : null,
        });
    }
}
