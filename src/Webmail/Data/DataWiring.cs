using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Webmail.Data;

public static class DataWiring
{
    public static IServiceCollection AddWebmailData(this IServiceCollection services, DatabaseSettings database)
    {
        services.AddSingleton(database).AddSingleton<CommitCount>().AddSingleton<RowMemory>().AddHostedService<Migrator>();
        services.Configure<IdentityOptions>(DesignTime.IdentitySchema);
        return database.Postgres
            ? services.AddDbContextPool<WebmailDb, PostgresWebmailDb>((host, options) =>
                options.UseNpgsql(database.ConnectionString).AddInterceptors(AfterCommit.Instance, host.GetRequiredService<CommitCount>()))
            : services.AddDbContextPool<WebmailDb, SqliteWebmailDb>((host, options) =>
                options.UseSqlite(database.ConnectionString).AddInterceptors(DurableSqlite.Instance, AfterCommit.Instance, host.GetRequiredService<CommitCount>()));
    }
}
