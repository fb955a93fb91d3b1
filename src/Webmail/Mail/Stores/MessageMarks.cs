namespace Webmail.Mail.Stores;

/// <summary>What a mailbox knows of a message beside its octets, as far as another mailbox can take it over.</summary>
/// <param name="Keywords">Those that <paramref name="Flags"/> does not have, with a space between.</param>
/// <param name="Received">INTERNALDATE.</param>
/// <param name="Octets">As the mailbox counts them (RFC822.SIZE).</param>
public sealed record MessageMarks(MessageKey Key, MessageFlags Flags, string Keywords, DateTimeOffset Received, long Octets);
