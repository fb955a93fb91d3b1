using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Writing;

/// <summary>A template by its name.</summary>
public sealed record TemplateName(Guid Id, string Name);

/// <summary>Keeps the templates of people. Every query names the person. One instance for a request.</summary>
public sealed class Templates(WebmailDb db, RowMemory memory, TimeProvider time)
{
    static readonly TimeSpan Regret = TimeSpan.FromHours(1);

    sealed record Kept(IReadOnlyList<TemplateName> Names);

    /// <summary>All of a person, by name.</summary>
    public async Task<IReadOnlyList<TemplateName>> OfAsync(Guid personId, CancellationToken cancel) => (await memory.FindAsync(db, (typeof(Template), personId), async () => (Kept?)new Kept(
        [.. (await Rows(personId).Select(row => new TemplateName(row.Id, row.Name)).ToListAsync(cancel)).OrderBy(row => row.Name, StringComparer.CurrentCultureIgnoreCase)]), cancel))!.Names;

    public Task<Template?> FindAsync(Guid personId, Guid id, CancellationToken cancel) => Rows(personId).AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel);

    /// <summary>Null when there are as many as there may be.</summary>
    public async Task<Template?> AddAsync(Guid personId, string name, string subject, string body, string html, CancellationToken cancel)
    {
        if (await Rows(personId).CountAsync(cancel) >= Template.MostOfPerson) return null;
        var template = new Template { Id = Guid.CreateVersion7(), PersonId = personId, Name = Cut(name), Subject = subject, Body = body, Html = html, CreatedAt = Now };
        db.Add(template);
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
        return template;
    }

    public async Task<bool> RenameAsync(Guid personId, Guid id, string name, CancellationToken cancel)
    {
        var cut = Cut(name);
        return await Rows(personId).Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, cut), cancel) > 0;
    }

    /// <summary>False when there is none of that id.</summary>
    public async Task<bool> DeleteAsync(Guid personId, Guid id, CancellationToken cancel)
    {
        long? now = Now;
        return await Rows(personId).Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DeletedAt, now), cancel) > 0;
    }

    /// <summary>Brings a deleted one back; false when it is too late.</summary>
    public async Task<bool> RestoreAsync(Guid personId, Guid id, CancellationToken cancel) =>
        await db.Set<Template>().Where(row => row.PersonId == personId && row.Id == id && row.DeletedAt != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.DeletedAt, (long?)null), cancel) > 0;

    internal static async Task ForgetAsync(WebmailDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var regret = (now - Regret).ToUnixTimeMilliseconds();
        await db.Set<Template>().Where(row => row.DeletedAt < regret).ExecuteDeleteAsync(cancel);
    }

    IQueryable<Template> Rows(Guid personId) => db.Set<Template>().Where(row => row.PersonId == personId && row.DeletedAt == null);

    static string Cut(string name) => name.Length > Template.LongestName ? name[..Template.LongestName].TrimEnd() : name;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
