using Npgsql;
using Webmail.Data;

namespace Webmail.Tests.Data;

public sealed class DatabaseSettingsTests
{
    [Theory]
    [InlineData("", 100), InlineData(";Max Auto Prepare=0", 0), InlineData(";MaxAutoPrepare=7", 7), InlineData(";max auto prepare=3;No Reset On Close=false", 3)]
    public void What_is_asked_of_PostgreSQL_is_prepared_unless_the_administrator_says_otherwise(string said, int prepared)
    {
        var settings = DatabaseSettings.From($"Host=db;Password=a;Database=x{said}", "/data");
        var read = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        Assert.Equal((true, "db", "a", prepared, !said.Contains("false", StringComparison.Ordinal)), (settings.Postgres, read.Host, read.Password, read.MaxAutoPrepare, read.NoResetOnClose));
    }
}
