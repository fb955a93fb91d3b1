
namespace Webmail.Mail.Stores;

/// <summary>Where a page lies in a list that is known as a whole.</summary>
internal static class ListWindow
{
    const int LargestPage = 500;

    public static int SizeOf(PageRequest request) => Math.Clamp(request.Size, 1, LargestPage);

    /// <param name="total">Rows of the list.</param>
    /// <param name="anchor">Where the anchor stands, from 0; negative when it is gone.</param>
    /// <returns>Where the page begins, and how many rows it may have.</returns>
    public static (int From, int Count) Of(PageRequest request, int total, int anchor)
    {
        var size = SizeOf(request);
        if (request.Side == PageSide.Newest || request.Anchor is null) return (0, size);
        // The anchor is gone: its neighbours are where it was last seen.
        var (below, above) = anchor >= 0 ? (anchor + 1, anchor) : (Seen(request, total), Seen(request, total));
        return request.Side switch
        {
            PageSide.Older => (below, size),
            PageSide.Newer => (Math.Max(0, above - size), Math.Min(size, above)),
            _ => (Math.Min(above, Math.Max(0, total - 1)) / size * size, size),
        };
    }

    static int Seen(PageRequest request, int total) => request.At is { } at ? Math.Clamp(total - at + 1, 0, total) : 0;
}
