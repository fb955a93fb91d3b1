using Microsoft.Extensions.Localization;
using MimeKit;
using Webmail.Mail.Sealing;
using Webmail.Mail.Signatures;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Endpoints;

/// <summary>What the reader says of encryption and signature, as lines above a printed message: paper without it would look like any other.</summary>
sealed class PrintSigns(IStringLocalizer<SignatureText> words)
{
    public IEnumerable<(string Name, string Value)> Of(OpenedMessage opened, OpenedSeal? seal, SignatureState? signature)
    {
        if (seal is not null && (seal.Encrypted || seal.State != SealState.Opened)) yield return ("Print.Seal", Warned(words[$"Seal.{seal.State}"], seal.State is SealState.Unprotected or SealState.Broken));
        if (signature is not null) yield return ("Print.Signature", Warned(words[$"Verdict.{signature.Verdict}", Shown.Text(signature.Signer), Shown.Text(signature.Issuer)], signature.IsWarning));
        else if (seal is { State: SealState.Opened }) yield return ("Print.Signature", words["Seal.Unsigned"]);
        if (seal?.Inner is { } inner && Shown.Text(inner.Headers[HeaderId.Subject] ?? "").Trim() is { Length: > 0 } subject && subject != Shown.Text(opened.Envelope.Subject).Trim()) yield return ("Print.Subject", subject);
    }

    string Warned(string sentence, bool bad) => bad ? $"{words["Warning"]} {sentence}" : sentence;
}
