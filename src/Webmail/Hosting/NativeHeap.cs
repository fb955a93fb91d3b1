using System.Runtime.InteropServices;

namespace Webmail.Hosting;

/// <summary>Memory outside the collector's: of SQLite, of compression, of the runtime itself.</summary>
static class NativeHeap
{
    delegate int TrimCall(nint pad);

    // Of the GNU library alone (man 3 malloc_trim); others give back by themselves, or not at all.
    static readonly TrimCall? Call = NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out var address)
        ? Marshal.GetDelegateForFunctionPointer<TrimCall>(address) : null;

    /// <summary>Gives pages that are free back to the system: the library does so only at the end of its first heap by itself.</summary>
    public static void Trim() => Call?.Invoke(0);
}
