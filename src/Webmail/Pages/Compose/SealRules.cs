using Microsoft.Extensions.Localization;
using Webmail.Mail.Sealing;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Security;

namespace Webmail.Pages.Compose;

/// <summary>What must hold before a draft is signed or encrypted: a sentence at the field where something can be done about it.</summary>
sealed class SealRules(WritingDesk desk, CurrentPerson me, IStringLocalizer<ComposeText> text)
{
    /// <returns>Null when it is to be neither.</returns>
    public async Task<(SealPlan? Plan, Dictionary<string, string> Errors)> CheckAsync(Draft draft, Identity from, CancellationToken cancel)
    {
        if (!draft.Sign && !draft.Encrypt && !draft.AttachKey) return (null, []);
        var everybody = new[] { draft.To, draft.Cc, draft.Bcc }.SelectMany(typed => Recipients.Parse(typed).People).Select(person => person.Address);
        var plan = await desk.Sealing.PlanAsync(new(me.Id, draft.AccountId, me.SessionSecret), (draft.Sign, draft.Encrypt, draft.AttachKey), from.Address, everybody, hidden: draft.Bcc.Length > 0, cancel);
        return plan.Problem switch
        {
            SealProblem.None => (plan, []),
            SealProblem.Missing => (null, new() { ["to"] = text["Error.Seal.Missing", string.Join(", ", plan.Missing.Take(5))] }),
            SealProblem.Hidden => (null, new() { ["bcc"] = text["Error.Seal.Hidden"] }),
            SealProblem.Locked => (null, new() { ["passphrase"] = text["Error.Seal.Locked"] }),
            var problem => (null, new() { ["form"] = text[$"Error.Seal.{problem}", from.Address] }),
        };
    }
}
