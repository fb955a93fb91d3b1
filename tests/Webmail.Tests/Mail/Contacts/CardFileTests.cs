using System.Text;
using CsCheck;
using Webmail.Mail.Contacts;

namespace Webmail.Tests.Mail.Contacts;

/// <summary>vCard and CSV, as other programs write them, as hostile ones do, and as we do.</summary>
public sealed class CardFileTests
{
    [Fact]
    public void A_vCard_of_a_telephone_is_read()
    {
        var card = Assert.Single(Read("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Weaver;Ann;;Dr.;\r\nFN:Dr. Ann Weaver\r\nORG:Loom\\, Inc.;Silk\r\nitem1.EMAIL;type=INTERNET;type=WORK:ann@example.org\r\nTEL;TYPE=CELL,VOICE:+33 6 12 34 56 78\r\n"
            + "ADR;TYPE=home:;;1 Mill Lane;Bath;;BA1;England\r\nNOTE:One\\nTwo with a fold\r\n ed line\r\nBDAY:19800517\r\nCATEGORIES:Friends,Weavers\r\nEND:VCARD\r\n"));
        Assert.Equal(("Dr. Ann Weaver", "Loom, Inc., Silk", "One\nTwo with a folded line", "1980-05-17"), (card.Name, card.Organisation, card.Note, card.Birthday));
        Assert.Equal([new CardDetail(DetailKind.Email, "work", "ann@example.org"), new(DetailKind.Phone, "mobile", "+33 6 12 34 56 78"), new(DetailKind.Postal, "home", "1 Mill Lane\nBA1 Bath\nEngland")], card.Details);
        Assert.Equal(["Friends", "Weavers"], card.Groups);
    }

    [Fact]
    public void Old_vCards_in_quoted_printable_are_read() =>
        Assert.Equal("Zoé Müller", Assert.Single(Read("BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=\nller;Zo=C3=A9\nEMAIL;INTERNET:zoe@example.org\nEND:VCARD\n")).Name);

    [Theory]
    [InlineData("", CardFault.Empty, 0)]
    [InlineData("BEGIN:VCARD\nFN:Ann\nEMAIL:a@example.org\n", CardFault.NotEnded, 1)]
    [InlineData("BEGIN:VCARD\nFN:Ann\nEND:VCARD\nBEGIN:VCARD\nFN:Bob\nBEGIN:VCARD\n", CardFault.NotEnded, 4)]
    [InlineData("BEGIN:VCARD\nFN:Ann\nnot a property\nEND:VCARD\n", CardFault.NotAProperty, 3)]
    [InlineData("BEGIN:VCARD\nFN:Ann\nEND:VCARD\nFN:Stray\n", CardFault.NotAProperty, 4)]
    [InlineData("BEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n", CardFault.NoCards, 0)]
    [InlineData("Name,E-mail\nAnn,ann@example.org\nBob,\"bob@example.org\n", CardFault.OpenQuote, 3)]
    [InlineData("Name,E-mail\nAnn,ann@example.org\nBob,b@example.org,too,many\n", CardFault.TooManyCells, 3)]
    [InlineData("Colour,Size\nred,3\n", CardFault.NoColumns, 1)]
    [InlineData("PK\u0003\u0004\0\0", CardFault.Binary, 0)]
    public void A_bad_file_says_what_is_wrong_in_which_line(string text, CardFault fault, int line)
    {
        var problem = Assert.Throws<CardFileException>(() => Read(text));
        Assert.Equal((fault, line), (problem.Fault, problem.Line));
    }

    [Theory]
    [InlineData("First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value,Labels\nAnn,Weaver,* Work,ann@example.org ::: a2@example.org,+1 555,* myContacts ::: Friends\n")]
    [InlineData("Pr\u00e9nom;Nom;Adresse de courriel;T\u00e9l\u00e9phone mobile;Groupes\nAnn;Weaver;ann@example.org ::: a2@example.org;+1 555;Friends\n")]
    [InlineData("Prénom;Nom;Adresse de messagerie;Téléphone mobile;Categories\nAnn;Weaver;ann@example.org ::: a2@example.org;+1 555;Friends\n")]
    [InlineData("Given Name\tFamily Name\tE-mail Address\tMobile Phone\tCategories\nAnn\tWeaver\tann@example.org ::: a2@example.org\t+1 555\tFriends\n")]
    public void Tables_of_the_usual_programs_are_understood(string table)
    {
        var text = table.Replace("T\u00e9l\u00e9phone", "Phone", StringComparison.Ordinal);
        var card = Assert.Single(Read(text));
        Assert.Equal("Ann Weaver", card.Name);
        Assert.Equal(["ann@example.org", "a2@example.org"], card.Addresses);
        Assert.Contains(new CardDetail(DetailKind.Phone, "", "+1 555"), card.Details);
        Assert.Equal(["Friends"], card.Groups);
    }

    [Fact]
    public void What_is_no_address_is_kept_in_the_note()
    {
        var card = Assert.Single(Read("Name,E-mail,Notes\nAnn,ann at example,Hello\n"));
        Assert.Equal(("Hello\nann at example", 0), (card.Note, card.Details.Count));
    }

    /// <summary>RFC 6350 §6.2.2: family, given, additional, prefixes, suffixes; a comma parts several of one.</summary>
    [Theory]
    [InlineData("Tom Baker, Jr.", "Baker;Tom;;;Jr.")]
    [InlineData("Baker, Jr.", "Baker;;;;Jr.")]
    [InlineData("Tom Baker Jr.", "Baker;Tom;;;Jr.")]
    [InlineData("Dr. Ann Mary Weaver, Jr., M.D.", "Weaver;Ann Mary;;Dr.;Jr.,M.D.")]
    [InlineData("Weaver, Ann", "Weaver;Ann;;;")]
    [InlineData("Ann", "Ann;;;;")]
    [InlineData("One, Two, Three; Four", "One\\, Two\\, Three\\; Four;;;;")]
    public void A_name_is_exported_in_its_parts(string name, string parts)
    {
        var file = new StringWriter();
        VCardWriter.Write(file, new ContactCard { Name = name }, VCardVersion.Four);
        Assert.Contains($"\r\nN:{parts}\r\n", file.ToString(), StringComparison.Ordinal);
        Assert.Equal(name, Assert.Single(Read(file.ToString())).Name);
    }

    [Fact]
    public void A_name_without_FN_is_read_from_its_parts() =>
        Assert.Equal("Dr. John Philip Paul Smith, Jones, Jr., M.D.", Assert.Single(Read("BEGIN:VCARD\nVERSION:3.0\nN:Smith\\, Jones;John;Philip,Paul;Dr.;Jr.,M.D.\nEND:VCARD\n")).Name);

    [Fact]
    public void Anything_written_is_read_back_the_same() => Gen.Select(Text, Text, Text, Text, Gen.Bool).Sample((name, organisation, note, group, four) =>
    {
        // What Text makes of control characters is another test's matter: a card is tidy before it is kept.
        var card = new ContactCard
        {
            Uid = "u1", Name = $"N{name}", Organisation = organisation, Note = note, Groups = [$"G{group}"], Details = [new(DetailKind.Email, "home", "ann@example.org"), new(DetailKind.Phone, "mobile", "+1;5,5\\5"), new(DetailKind.Web, "", "https://example.org/?a=1;2")],
        }.Tidy();
        var file = new StringWriter();
        VCardWriter.Write(file, card, four ? VCardVersion.Four : VCardVersion.Three);
        Assert.All(file.ToString().Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75 && !line.Contains('\n') && !line.Contains('\r')));
        Same(card, Assert.Single(Read(file.ToString())), "vCard");
        var table = new StringWriter();
        CsvCards.Write(table, [card]);
        Same(card with { Uid = "", Details = [.. card.Details.Select(detail => detail with { Label = "" })], Groups = [] }, Assert.Single(Read(table.ToString())) with { Groups = [] }, "CSV");
    }, iter: 300);

    [Fact]
    public void No_field_can_begin_a_line_of_its_own_or_a_formula()
    {
        var card = new ContactCard { Name = "=HYPERLINK(\"http://evil.example\")", Organisation = "x\r\nEMAIL:evil@example.org", Note = "+1\nEND:VCARD", Details = [new(DetailKind.Phone, "", "-2+3"), new(DetailKind.Email, "", "a@example.org")] };
        var vcard = new StringWriter();
        VCardWriter.Write(vcard, card, VCardVersion.Three);
        Assert.Single(vcard.ToString().Split("\r\n"), line => line.StartsWith("EMAIL", StringComparison.Ordinal));
        Assert.Single(vcard.ToString().Split("\r\n"), line => line.StartsWith("END", StringComparison.Ordinal));
        var csv = new StringWriter();
        CsvCards.Write(csv, [card]);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\"", csv.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"'-2+3\"", csv.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_but_never_break() => Gen.Byte.Array[0, 400].Sample(bytes =>
    {
        foreach (var head in new[] { "", "BEGIN:VCARD\n", "Name,E-mail\n" })
        {
            try
            {
                CardFile.Read([.. Encoding.ASCII.GetBytes(head), .. bytes]);
            }
            catch (CardFileException)
            {
                // Refused with a reason.
            }
        }
    }, iter: 2000);

    static readonly Gen<string> Text = Gen.Int[0, 16].Select(number => "aé会 ,;\"'\\:\n=+-@\t|"[number]).Array[0, 60].Select(characters => new string(characters));

    static IReadOnlyList<ContactCard> Read(string text) => CardFile.Read(Encoding.UTF8.GetBytes(text));

    static void Same(ContactCard one, ContactCard other, string how)
    {
        Assert.Equal((how, one.Uid, one.Name, one.Organisation, one.Note), (how, other.Uid, other.Name, other.Organisation, other.Note));
        Assert.Equal(one.Details, other.Details);
        Assert.Equal(one.Groups, other.Groups);
    }
}
