namespace Webmail.Mail.Sealing;

/// <summary>Looks at the heads of the packets of an OpenPGP message (RFC 9580 §4.2), and at nothing in them.</summary>
static class PgpPackets
{
    const int SessionKey = 1, SymmetricSessionKey = 3, Marker = 10, Protected = 18, LibreAead = 20, Most = 500;

    /// <summary>Whether what is encrypted has its integrity from AEAD: OCB of GnuPG 2.3, which is no standard, or RFC 9580 §5.13.2.</summary>
    public static bool HasAead(Stream packets)
    {
        for (var count = 0; count < Most; count++)
        {
            var head = packets.ReadByte();
            if (head < 0) return false;
            var (kind, length) = (head & 0x40) != 0 ? (head & 0x3F, NewLength(packets)) : ((head & 0x3C) >> 2, OldLength(packets, head & 3));
            if (kind == Protected) return packets.ReadByte() != 1;
            if (kind is not (SessionKey or SymmetricSessionKey or Marker)) return kind == LibreAead;
            for (var left = length; left > 0; left--) if (packets.ReadByte() < 0) return false;
        }
        return false;
    }

    static int NewLength(Stream packets) => packets.ReadByte() switch
    {
        < 192 and var one => one,
        < 224 and var one => ((one - 192) << 8) + packets.ReadByte() + 192,
        255 => OldLength(packets, 2),
        // Of the first piece of several: keys are never sent so.
        var power => 1 << (power & 0x1F),
    };

    /// <param name="type">0 to 2: an octet, two, four; 3: to the end.</param>
    static int OldLength(Stream packets, int type)
    {
        var length = 0;
        for (var left = type == 3 ? 0 : 1 << type; left > 0; left--) length = (length << 8) | packets.ReadByte();
        return length;
    }
}
