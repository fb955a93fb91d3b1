using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;
using Webmail.Mail.Sealing;
using Webmail.Mail.Signatures;
using Webmail.Tests.Mail.Keys;

namespace Webmail.Tests.Mail.Sealing;

/// <summary>What GnuPG has encrypted, and what somebody on the way made of it.</summary>
public sealed class OpenPgpOpeningTests : IDisposable
{
    const int Most = 1 << 20;
    readonly GnuPg gpg = new GnuPg().Make("Bob <bob@example.test>").Make("Ann <ann@example.test>");
    readonly PersonKey bob;
    readonly OwnKey open;

    public OpenPgpOpeningTests()
    {
        var found = Assert.Single(KeyFile.Read(gpg.Secret("bob@example.test"), new Secret(GnuPg.Passphrase)));
        bob = KeyFileTests.Row(found);
        open = new OwnKey(bob, new KeyMaterial(found.Secret!, new Secret(GnuPg.Passphrase)));
    }

    [Theory]
    [InlineData("--armor"), InlineData("--compress-algo=bzip2"), InlineData("--compress-algo=none"), InlineData("--hidden-recipient=ann@example.test"), InlineData("--throw-keyids")]
    public void What_gnupg_encrypts_is_read(string option)
    {
        var opened = Open(gpg.Run("the words"u8.ToArray(), "--encrypt", "--recipient", "bob@example.test", option));
        Assert.Equal((SealState.Opened, "the words"), (opened.State, Encoding.ASCII.GetString(opened.Content!)));
        Assert.Empty(opened.Signatures!);
    }

    [Fact]
    public void Its_signature_is_over_all_of_it()
    {
        var opened = Open(gpg.Run("the words"u8.ToArray(), "--sign", "--local-user", "ann@example.test", "--encrypt", "--recipient", "bob@example.test"));
        var ann = KeyFileTests.Row(Assert.Single(KeyFile.Read(gpg.Public("ann@example.test"), default)));
        Assert.Equal(new SignatureState(SignatureVerdict.KnownKey, "ann@example.test", "Ann"), new OpenPgpVerifier([ann]).Check(opened.Content!, opened.Signatures!, "Ann@Example.test"));
        Assert.Equal(SignatureVerdict.MissingKey, new OpenPgpVerifier([bob]).Check(opened.Content!, opened.Signatures!, "ann@example.test").Verdict);
    }

    [Fact]
    public void Without_the_passphrase_it_is_locked_and_without_the_key_there_is_none()
    {
        var message = gpg.Run("the words"u8.ToArray(), "--encrypt", "--recipient", "bob@example.test");
        Assert.Equal(SealState.Locked, new OpenPgpOpening([], [bob], Most).Open(message).State);
        Assert.Equal(SealState.NoKey, new OpenPgpOpening([], [], Most).Open(message).State);
        Assert.Equal(SealState.NoKey, Open(gpg.Run("the words"u8.ToArray(), "--encrypt", "--recipient", "ann@example.test")).State);
    }

    [Theory]
    [InlineData(0xD4, new byte[] { 1, 9, 2, 16 }), InlineData(0xD2, new byte[] { 2, 9, 2, 6 })]
    public void What_is_encrypted_with_aead_is_named_as_not_read(byte tag, byte[] head)
    {
        var message = gpg.Run("the words"u8.ToArray(), "--encrypt", "--recipient", "bob@example.test");
        Assert.Equal(SealState.Unread, Open([.. message[..(2 + message[1])], tag, 100, .. head, .. new byte[100 - head.Length]]).State);
    }

    [Fact]
    public void A66_without_modification_detection_it_is_not_opened() => Assert.Equal(SealState.Unprotected, Open(Encrypt(Literal("the words"), integrity: false)).State);

    [Fact]
    public void A66_a_changed_octet_opens_nothing()
    {
        var message = Encrypt(Literal(new string('x', 4000)));
        Assert.Equal(SealState.Opened, Open(message).State);
        foreach (var at in new[] { message.Length - 1, message.Length - 30, message.Length / 2 })
        {
            byte[] changed = [.. message];
            changed[at] ^= 1;
            Assert.Equal(SealState.Broken, Open(changed).State);
            Assert.Null(Open(changed).Content);
        }
        Assert.Equal(SealState.Broken, Open(message[..^25]).State);
    }

    [Fact]
    public void A66_a_message_that_unpacks_to_too_much_is_not_unpacked()
    {
        var bomb = Compressed(Compressed(Literal(new string('0', 8 << 20))));
        Assert.True(bomb.Length < 100_000);
        Assert.Equal(SealState.TooLarge, Open(Encrypt(bomb)).State);
        Assert.Equal(SealState.Broken, Open(Encrypt(Compressed(Compressed(Compressed(Literal("deep")))))).State);
    }

    [Fact]
    public void A65_more_than_one_text_is_none() => Assert.Equal(SealState.Broken, Open(Encrypt([.. Literal("signed"), .. Literal("slipped in")])).State);

    [Fact]
    public void What_is_no_message_is_broken()
    {
        foreach (var bytes in new byte[][] { [], [0], "hello"u8.ToArray(), Literal("not encrypted"), [0xff, 0xff, 0x7f, 0xff, 0xff, 0xff], "-----BEGIN PGP MESSAGE-----\n\n/////w==\n"u8.ToArray() })
            Assert.Equal(SealState.Broken, Open(bytes).State);
    }

    PgpContent Open(byte[] message) => new OpenPgpOpening([open], [bob], Most).Open(message);

    byte[] Encrypt(byte[] packets, bool integrity = true)
    {
        var generator = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, integrity);
        generator.AddMethod(OpenPgpKey.Read(bob)!.Recipient(DateTimeOffset.UtcNow)!);
        using var bytes = new MemoryStream();
        using (var stream = generator.Open(bytes, packets.Length)) stream.Write(packets);
        return bytes.ToArray();
    }

    static byte[] Literal(string text)
    {
        using var bytes = new MemoryStream();
        using (var stream = new PgpLiteralDataGenerator().Open(bytes, PgpLiteralData.Binary, "", text.Length, DateTime.UnixEpoch)) stream.Write(Encoding.ASCII.GetBytes(text));
        return bytes.ToArray();
    }

    static byte[] Compressed(byte[] packets)
    {
        using var bytes = new MemoryStream();
        using (var stream = new PgpCompressedDataGenerator(CompressionAlgorithmTag.Zip).Open(bytes)) stream.Write(packets);
        return bytes.ToArray();
    }

    public void Dispose() => gpg.Dispose();
}
