namespace Webmail.Endpoints;

/// <summary>Names the texts inside message bodies and of refused downloads.</summary>
public sealed class BodyText;
