using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Webmail.Data;

public static class DataWiring
{
    public static IServiceCollection AddWebmailData(this IServiceCollection services, DatabaseSettings database)
    {
        services.AddSingleton(database).AddSingleton<RowMemory>().AddHostedService<Migrator>();
        services.Configure<IdentityOptions>(DesignTime.IdentitySchema);
        return database.Postgres
            ? services.AddDbContextPool<WebmailDb, PostgresWebmailDb>(options => options.UseNpgsql(database.ConnectionString).AddInterceptors(AfterCommit.Instance, CommitCount.Instance))
            : services.AddDbContextPool<WebmailDb, SqliteWebmailDb>(options =>
                options.UseSqlite(database.ConnectionString).AddInterceptors(DurableSqlite.Instance, AfterCommit.Instance, CommitCount.Instance));
    }
}
