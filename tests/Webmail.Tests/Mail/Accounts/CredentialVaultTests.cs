using System.Security.Cryptography;
using Webmail.Mail.Accounts;

namespace Webmail.Tests.Mail.Accounts;

public sealed class CredentialVaultTests
{
    static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    readonly CredentialVault vault = new(new MasterKeys(Key));
    readonly CredentialOwner anna = new(Guid.NewGuid(), "annasaccount", CredentialKind.Password, 3);
    readonly Secret session = CredentialVault.NewSessionSecret();
    static readonly Secret Password = new("pässwörd 会");

    [Fact]
    public void The_session_that_sealed_a_password_opens_it()
    {
        Assert.Equal(Password, vault.Open(vault.Seal(anna, Password, session), anna.PersonId, session));
    }

    [Fact]
    public void Without_the_sessions_secret_the_master_key_and_the_database_open_nothing()
    {
        var box = vault.Seal(anna, Password, session);
        Assert.Null(vault.Open(box, anna.PersonId, CredentialVault.NewSessionSecret()));
        Assert.Null(vault.Open(box, anna.PersonId, default));
        // Not by pretending that it was sealed for the background, either.
        Assert.Null(vault.Open(Copy(box, holder: null), anna.PersonId, session));
    }

    [Fact]
    public void In_the_background_mode_the_master_key_is_enough()
    {
        var box = vault.Seal(anna, Password, null);
        Assert.Null(box.Holder);
        Assert.Equal(Password, vault.Open(box, anna.PersonId, default));
        Assert.Equal(Password, vault.Open(box, anna.PersonId, session));
    }

    [Fact]
    public void A_record_moved_to_another_person_account_or_version_does_not_open()
    {
        foreach (var holder in new Secret?[] { session, null })
        {
            var box = vault.Seal(anna, Password, holder);
            Assert.Null(vault.Open(box, Guid.NewGuid(), session));
            Assert.Null(vault.Open(Copy(box, box.Holder, accountId: "someoneelses"), anna.PersonId, session));
            Assert.Null(vault.Open(Copy(box, box.Holder, version: 4), anna.PersonId, session));
        }
    }

    [Fact]
    public void A_record_with_any_bit_changed_does_not_open()
    {
        var box = vault.Seal(anna, Password, session);
        for (var at = 0; at < box.Sealed.Length; at++) Assert.Null(vault.Open(Copy(box, box.Holder, secret: Flip(box.Sealed, at)), anna.PersonId, session));
        for (var at = 0; at < box.WrappedKey.Length; at++) Assert.Null(vault.Open(Copy(box, box.Holder, wrapped: Flip(box.WrappedKey, at)), anna.PersonId, session));
        Assert.Null(vault.Open(Copy(box, box.Holder, secret: []), anna.PersonId, session));
    }

    [Fact]
    public void Another_master_key_opens_nothing_and_a_rotated_one_opens_what_was()
    {
        var box = vault.Seal(anna, Password, session);
        var fresh = RandomNumberGenerator.GetBytes(32);
        Assert.Null(new CredentialVault(new MasterKeys(fresh)).Open(box, anna.PersonId, session));
        var rotated = new CredentialVault(new MasterKeys(fresh, Key));
        Assert.Equal(Password, rotated.Open(box, anna.PersonId, session));
        Assert.NotEqual(box.MasterKeyId, rotated.Seal(anna, Password, session).MasterKeyId);
    }

    [Fact]
    public void The_same_password_sealed_twice_looks_different()
    {
        Assert.NotEqual(vault.Seal(anna, Password, session).Sealed, vault.Seal(anna, Password, session).Sealed);
    }

    static SealedCredential Copy(SealedCredential box, string? holder, string? accountId = null, int? version = null, byte[]? secret = null, byte[]? wrapped = null) => new()
    {
        Id = box.Id, AccountId = accountId ?? box.AccountId, Holder = holder, Kind = box.Kind, Version = version ?? box.Version, MasterKeyId = box.MasterKeyId,
        WrappedKey = wrapped ?? box.WrappedKey, Sealed = secret ?? box.Sealed,
    };

    static byte[] Flip(byte[] bytes, int at) => [.. bytes.Select((value, index) => index == at ? (byte)(value ^ 1) : value)];
}
