namespace Webmail.Pages.Search;

/// <summary>Names the resources of searching: SearchText.resx and its translations.</summary>
public sealed class SearchText;
