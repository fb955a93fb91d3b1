using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Data;

namespace Webmail.Tests.Support;

/// <summary>What requests ask of the database: to one on another machine each question is a journey. What the application does by itself meanwhile is not counted.</summary>
public sealed class Questions : DbCommandInterceptor, IStartupFilter
{
    readonly AsyncLocal<bool> inRequest = new();
    readonly ConcurrentQueue<Question> asked = [];

    /// <param name="Values">Of its parameters, by their names.</param>
    public sealed record Question(string Sql, IReadOnlyList<(string Name, object? Value)> Values);

    /// <summary>Brings this into an application.</summary>
    public void Listen(IServiceCollection services) => services.AddSingleton<IStartupFilter>(this)
        .ConfigureDbContext<SqliteWebmailDb>(options => options.AddInterceptors(this)).ConfigureDbContext<PostgresWebmailDb>(options => options.AddInterceptors(this));

    /// <summary>What the calling test asks itself from here on is counted, too.</summary>
    public void CountMine() => inRequest.Value = true;

    public IReadOnlyList<Question> Take()
    {
        List<Question> taken = [];
        while (asked.TryDequeue(out var question)) taken.Add(question);
        return taken;
    }

    Action<IApplicationBuilder> IStartupFilter.Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, further) =>
        {
            inRequest.Value = true;
            await further(context);
        });
        next(app);
    };

    void Note(DbCommand command)
    {
        if (inRequest.Value) asked.Enqueue(new(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName, parameter.Value))]));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return new(result);
    }
}
