using System.Globalization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Contacts;
using Webmail.Pages.Mail;
using Webmail.Security;

namespace Webmail.Pages.Contacts;

/// <summary>What every page of the address book takes.</summary>
public sealed record ContactsContext(CurrentPerson Me, ContactDesk Desk, IStringLocalizer<ContactsText> Text);

/// <summary>A page of the address book, with the groups at its side.</summary>
public abstract class ContactsPage(ContactsContext context) : FlashPage
{
    protected Guid MyId => context.Me.Id;
    protected ContactDesk Desk => context.Desk;
    protected IStringLocalizer<ContactsText> Text => context.Text;
    public IReadOnlyList<GroupCount> Groups { get; private set; } = [];
    public int Total { get; private set; }

    /// <summary>The group that is shown, or null.</summary>
    public Guid? Group { get; protected set; }

    /// <summary>Which entry of the side is where one is; empty on pages that are none of them.</summary>
    public virtual string Place => "";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (HttpMethods.IsGet(Request.Method)) await LoadSideAsync();
        await next();
    }

    /// <summary>Also for a form that is drawn again.</summary>
    protected async Task LoadSideAsync()
    {
        Groups = await Desk.Groups.OfAsync(MyId, HttpContext.RequestAborted);
        Total = await Desk.Book.CountAsync(MyId, HttpContext.RequestAborted);
    }

    /// <summary>A sentence about a number of contacts, by the plural rule of the language.</summary>
    protected string Counted(string name, int count) => Text[$"{name}.{(MailText.IsSingular(count) ? "One" : "Other")}", count.ToString("N0", CultureInfo.CurrentCulture)];

    protected static KeyValuePair<string, string>[] Named(Guid id) => [new("id", id.ToString())];
}
