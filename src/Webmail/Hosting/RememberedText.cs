using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Webmail.Hosting;

/// <summary>
/// The words of a page, read from the resources once per language. The framework's localizer asks the resource manager, which locks, for every word of every page;
/// what it says is the same.
/// </summary>
sealed class RememberedText<T>(IStringLocalizerFactory factory) : IStringLocalizer<T>
{
    readonly IStringLocalizer source = factory.Create(typeof(T));
    readonly ConcurrentDictionary<string, FrozenDictionary<string, LocalizedString>> languages = new();

    public LocalizedString this[string name] => Words.TryGetValue(name, out var word) ? word : source[name];

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var pattern = this[name];
            return new(name, string.Format(CultureInfo.CurrentCulture, pattern.Value, arguments), pattern.ResourceNotFound);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => source.GetAllStrings(includeParentCultures);

    FrozenDictionary<string, LocalizedString> Words =>
        languages.GetOrAdd(CultureInfo.CurrentUICulture.Name, static (_, text) => text.GetAllStrings(includeParentCultures: true).ToFrozenDictionary(word => word.Name), source);
}
