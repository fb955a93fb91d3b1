namespace Webmail.Pages.Arrivals;

/// <summary>Names the resources of notifications of new mail: ArrivalsText.resx and its translations.</summary>
public sealed class ArrivalsText;
