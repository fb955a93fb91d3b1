namespace Webmail.Pages.Jobs;

/// <summary>Names the resources of long actions: JobText.resx and its translation.</summary>
public sealed class JobText;
