using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.WebEncoders;

namespace Webmail.Pages.Mail;

public static class MailPagesWiring
{
    public static IServiceCollection AddMailPages(this IServiceCollection services) =>
        services.AddScoped<MailPageContext>()
            // Pages are UTF-8: é and 会 travel as themselves; only what HTML reads as markup is escaped.
            .Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
}
