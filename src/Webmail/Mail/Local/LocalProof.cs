using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>Reads messages back from the database, wherever their person has filed them, to see whether it has what was stored.</summary>
static class LocalProof
{
    /// <summary>So many are in memory at a time.</summary>
    const int Together = 50;

    sealed record Kept(long Id, long Octets, byte[] Sha256);

    /// <returns>The hashes, in lower-case hexadecimal, of those whose bytes are there and have this hash.</returns>
    public static async Task<HashSet<string>> EqualAsync(WebmailDb db, string account, IEnumerable<string> hashes, CancellationToken cancel)
    {
        HashSet<string> equal = [];
        foreach (var some in hashes.Distinct().Select(Convert.FromHexString).Chunk(Together))
        {
            var kept = await db.Set<LocalContent>().Where(content => content.AccountId == account && some.Contains(content.Sha256))
                .Select(content => new Kept(content.Id, content.Octets, content.Sha256)).ToListAsync(cancel);
            var small = kept.Where(content => content.Octets is > 0 and <= LocalBytes.Slice).Select(content => content.Id).ToArray();
            var slices = await db.Set<LocalChunk>().AsNoTracking().Where(chunk => small.Contains(chunk.ContentId) && chunk.Number == 0).ToDictionaryAsync(chunk => chunk.ContentId, chunk => chunk.Bytes, cancel);
            foreach (var content in kept)
            {
                var hash = slices.TryGetValue(content.Id, out var packed) ? Hash(packed, content.Octets) : await HashAsync(db, content, cancel);
                if (hash is not null && hash.AsSpan().SequenceEqual(content.Sha256)) equal.Add(Convert.ToHexStringLower(hash));
            }
        }
        return equal;
    }

    static byte[]? Hash(byte[] packed, long octets)
    {
        var bytes = new byte[octets];
        return LocalBytes.TryUnpack(packed, bytes, out var length) && length == octets ? SHA256.HashData(bytes) : null;
    }

    static async Task<byte[]?> HashAsync(WebmailDb db, Kept kept, CancellationToken cancel)
    {
        using var hash = SHA256.Create();
        try
        {
            await using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write)) await LocalBytes.CopyAsync(db, kept.Id, (0, kept.Octets), sink, () => false, cancel);
            return hash.Hash;
        }
        catch (MailFailure)
        {
            return null;
        }
    }
}
