using System.Security.Cryptography;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;

namespace Webmail.Tests.Mail.Keys;

public sealed class KeySafeTests
{
    static readonly Secret Words = new("correct horse"), Session = CredentialVault.NewSessionSecret();
    readonly KeySafe safe = new(new MasterKeys(RandomNumberGenerator.GetBytes(32)));

    static PersonKey NewKey(Guid? person = null, Guid? id = null) => new()
    {
        Id = id ?? Guid.NewGuid(), PersonId = person ?? Guid.NewGuid(), Kind = KeyKind.OpenPgp, Fingerprint = "AB", Name = "Ann", Addresses = "", CreatedAt = 0, Public = [], AddedAt = 0,
    };

    [Fact]
    public void It_opens_with_the_passphrase_and_for_the_session_that_gave_it()
    {
        var key = NewKey();
        var door = safe.Seal(key, new KeyMaterial([1, 2, 3], Words));
        Assert.Null(safe.TryPassphrase(key, new Secret("wrong")));
        Assert.NotNull(safe.TryPassphrase(key, Words));
        var kept = safe.Keep(key, door, Session);
        Assert.Equal([1, 2, 3], safe.Open(key, kept, Session)!.Bytes);
        Assert.Equal(Words, safe.Open(key, kept, Session)!.Passphrase);
        Assert.Null(safe.Open(key, kept, CredentialVault.NewSessionSecret()));
    }

    [Fact]
    public void Copied_to_another_person_or_without_the_master_key_it_opens_nothing()
    {
        var key = NewKey();
        var door = safe.Seal(key, new KeyMaterial([1, 2, 3], Words));
        var stolen = NewKey(id: key.Id);
        (stolen.Sealed, stolen.Salt, stolen.MasterKeyId) = (key.Sealed, key.Salt, key.MasterKeyId);
        Assert.Null(safe.TryPassphrase(stolen, Words));
        Assert.Null(new KeySafe(new MasterKeys(RandomNumberGenerator.GetBytes(32))).TryPassphrase(key, Words));
        Assert.Equal("***", safe.Open(key, door)!.ToString());
    }
}
