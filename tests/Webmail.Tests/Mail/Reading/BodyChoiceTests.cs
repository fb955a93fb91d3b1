using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using static Webmail.Tests.Mail.Reading.Parts;

namespace Webmail.Tests.Mail.Reading;

public sealed class BodyChoiceTests
{
    /// <summary>"html 1.2, text 3 | 2 attachment-1.pdf": what is shown, then what can be saved.</summary>
    static string Read(MessagePart root)
    {
        var body = BodyChoice.Of(Numbered(root));
        var shown = body.Pieces.Select(piece => piece switch
        {
            HtmlPiece html => "html " + html.Part.Specifier,
            TextPiece text => "text " + text.Part.Specifier,
            ImagePiece image => "image " + image.Part.Specifier,
            NoticePiece notice => notice.Notice.ToString(),
            _ => "?",
        });
        return string.Join(", ", shown) + " | " + string.Join(", ", body.Attachments.Select(attachment => $"{attachment.Part.Specifier} {attachment.FileName}"));
    }

    static readonly MessagePart Text = Part("text/plain");
    static readonly MessagePart Html = Part("text/html");
    static readonly MessagePart Logo = Part("image/png", "inline", "logo.png", "logo@x");
    static readonly MessagePart Pdf = Part("application/pdf", "attachment", "a.pdf");

    [Fact]
    public void A_plain_message_is_its_text() => Assert.Equal("text 1 | ", Read(Text));

    [Fact]
    public void The_last_form_that_can_be_shown_wins_and_html_before_text()
    {
        Assert.Equal("html 2 | ", Read(Multi("alternative", Text, Html)));
        Assert.Equal("html 1 | ", Read(Multi("alternative", Html, Text)));
        Assert.Equal("html 2.1 | ", Read(Multi("alternative", Text, Multi("related", Html, Logo))));
        Assert.Equal("text 1 | ", Read(Multi("alternative", Text, Part("text/enriched"))));
        Assert.Equal("text 1 | 2 attachment-1.ics", Read(Multi("alternative", Text, Part("text/calendar"))));
        Assert.Equal("text 1 | ", Read(Multi("alternative", Part("text/richtext"))));
    }

    [Fact]
    public void What_only_another_form_carries_can_still_be_saved() =>
        Assert.Equal("html 2 | 1.2 a.pdf", Read(Multi("alternative", Multi("mixed", Text, Pdf), Html)));

    [Fact]
    public void The_root_of_related_parts_is_the_one_named_start() =>
        Assert.Equal("html 2 | ", Read(Multi("related", "<root@x>", Logo, Part("text/html", id: "root@x"))));

    [Fact]
    public void Pictures_of_html_are_not_attachments_but_other_related_parts_are()
    {
        Assert.Equal("html 1 | 3 a.pdf", Read(Multi("related", Html, Logo, Pdf)));
        Assert.Equal("logo@x", BodyChoice.Of(Numbered(Multi("related", Html, Logo))).InlineImages.Single().ContentId);
    }

    [Fact]
    public void Texts_and_pictures_in_a_row_are_shown_in_their_order() =>
        Assert.Equal("text 1, image 2, text 3, html 4 | 2 logo.png", Read(Multi("mixed", Text, Logo, Text, Html)));

    [Fact]
    public void A_named_text_after_the_first_is_a_file_unless_it_says_inline()
    {
        Assert.Equal("text 1 | 2 a.txt", Read(Multi("mixed", Text, Part("text/plain", "", "a.txt"))));
        Assert.Equal("text 1, text 2 | 2 a.txt", Read(Multi("mixed", Text, Part("text/plain", "inline", "a.txt"))));
        Assert.Equal("DownloadOnly | 1 a.txt", Read(Part("text/plain", "attachment", "a.txt")));
    }

    [Fact]
    public void A_signed_message_is_its_first_part() =>
        Assert.Equal("text 1 | 2 attachment-1.asc", Read(Multi("signed", Text, Part("application/pgp-signature"))));

    [Fact]
    public void Encrypted_messages_say_so()
    {
        Assert.Equal("Encrypted | 1 attachment-1.bin, 2 attachment-2.bin", Read(Multi("encrypted", Part("application/pgp-encrypted"), Part("application/octet-stream"))));
        Assert.Equal("Encrypted | 1 smime.p7m", Read(Part("application/pkcs7-mime", "attachment", "smime.p7m", "", ("smime-type", "enveloped-data"))));
        Assert.Equal("OpaqueSigned | 1 smime.p7m", Read(Part("application/pkcs7-mime", "", "smime.p7m", "", ("smime-type", "signed-data"))));
    }

    [Fact]
    public void A_report_shows_its_words_and_keeps_its_details() =>
        Assert.Equal("Report, text 1 | 2 attachment-1.txt, 3 attachment-2.eml", Read(Multi("report", Text, Part("message/delivery-status"), Part("message/rfc822"))));

    [Fact]
    public void An_attached_message_is_a_file_whose_inside_is_not_ours_to_show() =>
        Assert.Equal("text 1 | 2 attachment-1.eml", Read(Multi("mixed", Text, Part("message/rfc822") with { Children = [Multi("mixed", Html, Pdf)] })));

    [Fact]
    public void A_message_of_one_file_is_download_only()
    {
        Assert.Equal("DownloadOnly | 1 a.pdf", Read(Pdf));
        Assert.Equal("image 1 | 1 logo.png", Read(Logo));
        Assert.Equal("text 1 | 1 attachment-1.ics", Read(Part("text/calendar")));
    }

    [Fact]
    public void Nothing_is_said_to_be_nothing()
    {
        Assert.Equal("Empty | ", Read(Multi("mixed")));
        Assert.Equal("Unreadable", string.Join(",", BodyChoice.Of(null).Pieces.Cast<NoticePiece>().Select(piece => piece.Notice)));
    }

    [Fact]
    public void Too_many_parts_or_too_deep_is_a_defined_outcome()
    {
        Assert.Equal("TooComplex | ", Read(Multi("mixed", [.. Enumerable.Repeat(Text, 1000)])));
        Assert.StartsWith("text 1", Read(Multi("mixed", [.. Enumerable.Repeat(Text, 999)])), StringComparison.Ordinal);
        var deep = Text;
        for (var i = 0; i < 100_000; i++) deep = Multi("mixed", deep);
        Assert.Equal(BodyNotice.TooComplex, Assert.IsType<NoticePiece>(BodyChoice.Of(deep).Pieces.Single()).Notice);
    }

    [Fact]
    public void Sizes_are_estimated_after_decoding() =>
        Assert.Equal(730_769, BodyChoice.Of(Numbered(Pdf) with { Encoding = "base64", Octets = 1_000_000 }).Attachments.Single().Size);
}
