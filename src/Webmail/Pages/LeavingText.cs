namespace Webmail.Pages;

/// <summary>Names the sentences of the page before a doubtful link: LeavingText.resx and its translations.</summary>
public sealed class LeavingText;
