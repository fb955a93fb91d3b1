using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>
/// The framework's key ring (anti-forgery fields), in the database so that all nodes share it, and encrypted there with a key made from the master key.
/// Mail passwords never touch it (CVE-2026-40372).
/// </summary>
static class KeyRing
{
    public static void AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("webmail").PersistKeysToDbContext<WebmailDb>();
        services.AddOptions<KeyManagementOptions>().Configure<MasterKeys>((options, keys) => options.XmlEncryptor = new KeyRingEncryptor(keys));
    }
}

sealed class KeyRingEncryptor(MasterKeys keys) : IXmlEncryptor
{
    internal const string Purpose = "webmail key ring";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var text = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var box = AesBox.Seal(keys.Derive(keys.CurrentId, Purpose), text, Encoding.UTF8.GetBytes(Purpose));
        var element = new XElement("sealed", new XAttribute("masterKey", keys.CurrentId), Convert.ToBase64String(box));
        return new EncryptedXmlInfo(element, typeof(KeyRingDecryptor));
    }
}

/// <summary>Made by the framework when it reads a key.</summary>
sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var name = (string?)encryptedElement.Attribute("masterKey") ?? "";
        var key = services.GetRequiredService<MasterKeys>().Derive(name, KeyRingEncryptor.Purpose);
        var text = key is null ? null : AesBox.Open(key, Convert.FromBase64String(encryptedElement.Value), Encoding.UTF8.GetBytes(KeyRingEncryptor.Purpose));
        return text is null
            ? throw new InvalidOperationException($"The key ring was sealed with master key {name}, which is not in the master key file.")
            : XElement.Parse(Encoding.UTF8.GetString(text));
    }
}
