using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Local;

/// <summary>How often the database is asked: to one on another machine each question is a journey.</summary>
public sealed class LocalQuestionsTests
{
    [Fact]
    public async Task Opening_a_message_is_one_question_and_so_is_reading_a_part_and_what_follows_is_none()
    {
        await using var app = new WebmailApp(null);
        var account = await KeptAccount.NewAsync(app);
        var store = new LocalStore(app.Services.GetRequiredService<LocalMail>(), account.Id, ChosenRoles.None);
        await account.DeliverAsync("Subject: First\r\nMessage-ID: <1@x>");
        var key = await account.DeliverAsync("Subject: Second\r\nMessage-ID: <2@x>");
        var opened = await store.OpenAsync("INBOX", key, default);
        Assert.Equal("Second", opened.Envelope.Subject);

        using var questions = new Questions();
        // EF Core looks once a second whether somebody listens (ConfigureLoggingCacheTime).
        await Task.Delay(1_200);
        await store.OpenAsync("INBOX", key, default);
        Assert.Equal(1, questions.Take());
        await store.ReadPartAsync("INBOX", key, opened.Structure!, 1000, default);
        Assert.Equal(0, questions.Take());
        var other = new LocalStore(app.Services.GetRequiredService<LocalMail>(), account.Id, ChosenRoles.None);
        await other.ReadPartAsync("INBOX", key, opened.Structure!, 1000, default);
        Assert.Equal(1, questions.Take());
        await other.CopySourceAsync("INBOX", key, Stream.Null, default);
        Assert.Equal(0, questions.Take());
    }

    /// <summary>Counts those that are asked by the code that follows; tests beside it have contexts of their own.</summary>
    sealed class Questions : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        static readonly AsyncLocal<Questions?> Current = new();

        readonly List<IDisposable> subscriptions = [];
        int asked;

        public Questions()
        {
            Current.Value = this;
            subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public int Take() => Interlocked.Exchange(ref asked, 0);

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name) subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuted.Name && Current.Value == this) Interlocked.Increment(ref asked);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose() => subscriptions.ForEach(subscription => subscription.Dispose());
    }
}
