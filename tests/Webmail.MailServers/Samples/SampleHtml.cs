using System.Globalization;
using System.Net;
using System.Text;

namespace Webmail.MailServers.Samples;

/// <summary>HTML as newsletter tools write it: tables, inline styles, remote images, a hidden preheader and a tracking pixel.</summary>
static class SampleHtml
{
    public static string Write(string layout, Scene scene, string text)
    {
        var colour = scene.Setting("colour", "#2f5d50");
        var host = scene.Setting("host", "news.example");
        var rows = new StringBuilder();
        foreach (var line in text.Split('\n')) rows.AppendLine(Row(layout, line.Trim(), colour, host));
        return $"""
            <!DOCTYPE html>
            <html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Encode(scene.Subject)}</title>
            <style>@media (max-width: 600px) {"{"} .card {"{"} width: 100% !important; {"}"} {"}"} a {"{"} color: {colour}; {"}"}</style></head>
            <body style="margin:0;padding:0;background:#f2f1ee;font-family:Georgia,'Times New Roman',serif;color:#222">
            <div style="display:none;max-height:0;overflow:hidden">{Encode(scene.Subject)}</div>
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f1ee"><tr><td align="center" style="padding:24px 8px">
            <table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" style="background:#ffffff;border-radius:6px">
            <tr><td style="background:{colour};padding:18px 32px;color:#ffffff;font:bold 20px Arial,Helvetica,sans-serif">{Encode(scene.Setting("brand", "News"))}</td></tr>
            {rows}
            <tr><td style="padding:20px 32px;border-top:1px solid #e4e2dd;color:#777;font:12px Arial,Helvetica,sans-serif">
            {Encode(scene.Setting("footer", "You receive this mail because you subscribed."))}
            <a href="https://{host}/unsubscribe?u=7f3a" style="color:#777">{Encode(scene.Setting("leave", "Unsubscribe"))}</a></td></tr>
            </table></td></tr></table>
            <img src="https://track.{host}/o.gif?m={SceneWriter.Hash(scene.Subject + scene.Age)}" width="1" height="1" alt="">
            </body></html>
            """;
    }

    // "# heading", "% picture caption", "[button]", "a | b" table row, else a paragraph.
    static string Row(string layout, string line, string colour, string host) => line switch
    {
        "" => "",
        ['#', ..] => $"<tr><td style=\"padding:18px 32px 0;font:bold 19px Arial,Helvetica,sans-serif;color:{colour}\">{Encode(line[1..].Trim())}</td></tr>",
        ['%', ..] => $"<tr><td style=\"padding:18px 32px 0\"><img src=\"https://images.{host}/{SceneWriter.Hash(line)[..8]}.jpg\" width=\"536\" "
            + $"alt=\"{Encode(line[1..].Trim())}\" style=\"display:block;width:100%;border-radius:4px\"></td></tr>",
        ['[', .., ']'] => $"<tr><td style=\"padding:14px 32px\"><a href=\"https://{host}/go/{SceneWriter.Hash(line)[..8]}?utm_source=mail\" style=\"display:inline-block;"
            + $"background:{colour};color:#ffffff;padding:10px 18px;border-radius:4px;text-decoration:none;font:bold 14px Arial,sans-serif\">{Encode(line[1..^1])}</a></td></tr>",
        _ when layout == "receipt" && line.Contains(" : ", StringComparison.Ordinal) => Cells(line.Split(" : ", 2)),
        _ => $"<tr><td style=\"padding:10px 32px 0;font-size:16px;line-height:1.5\">{Encode(line)}</td></tr>",
    };

    static string Cells(string[] cells) =>
        "<tr><td style=\"padding:6px 32px 0\"><table width=\"100%\" style=\"border-bottom:1px solid #eee;font:15px Arial,sans-serif\"><tr>"
        + $"<td>{Encode(cells[0])}</td><td align=\"right\" style=\"white-space:nowrap\"><b>{Encode(cells[1])}</b></td></tr></table></td></tr>";

    static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Breaks long lines softly: a space at the end says that the paragraph goes on (RFC 3676).</summary>
    public static string Flow(string text)
    {
        var flowed = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var width = 0;
            foreach (var word in line.Split(' '))
            {
                if (width + word.Length > 70) (width, _) = (0, flowed.Append(" \n"));
                else if (width > 0) (width, _) = (width + 1, flowed.Append(' '));
                flowed.Append(CultureInfo.InvariantCulture, $"{word}");
                width += word.Length;
            }
            flowed.Append('\n');
        }
        return flowed.ToString();
    }
}
