using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Webmail.Data;

/// <summary>How <c>dotnet ef migrations add</c> sees the model without starting the application.</summary>
static class DesignTime
{
    // Identity reads its schema version from the application's services, not from the context:
    // without this the passkey table is silently missing from the migration.
    public static DbContextOptionsBuilder<T> Options<T>() where T : WebmailDb
    {
        var services = new ServiceCollection().Configure<IdentityOptions>(IdentitySchema).BuildServiceProvider();
        var options = new DbContextOptionsBuilder<T>();
        options.UseApplicationServiceProvider(services);
        return options;
    }

    public static void IdentitySchema(IdentityOptions options) => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
}
