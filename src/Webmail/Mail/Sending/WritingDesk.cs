using Webmail.Mail.Accounts;
using Webmail.Mail.Sealing;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

/// <summary>What writing a message takes, from the first word to the outbox.</summary>
public sealed record WritingDesk(Drafts Drafts, DraftFiles Files, Uploads Uploads, CarriedFiles Carried, Outbox Outbox, SendingPreferences Preferences, BackgroundAccess Background, SmtpTransport Smtp, Identities Identities, Templates Templates, LetterSealing Sealing, SealedReader Seals);
