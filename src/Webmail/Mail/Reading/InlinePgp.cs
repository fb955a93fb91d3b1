namespace Webmail.Mail.Reading;

/// <summary>OpenPGP written into the text of a message instead of around it (before RFC 3156).</summary>
static class InlinePgp
{
    static readonly string[] Openings = ["-----BEGIN PGP MESSAGE-----", "-----BEGIN PGP SIGNED MESSAGE-----"];

    /// <summary>Only where it begins a line: quoted or mentioned it is talk.</summary>
    public static bool Is(string text) => Openings.Any(opening => text.StartsWith(opening, StringComparison.Ordinal) || text.Contains("\n" + opening, StringComparison.Ordinal));
}
