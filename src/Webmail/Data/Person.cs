using Microsoft.AspNetCore.Identity;

namespace Webmail.Data;

/// <summary>Someone whose mailbox password a mail server has accepted. The user name is that proof (see <c>Admission</c>); there is no local password.</summary>
public sealed class Person : IdentityUser<Guid>
{
    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; init; }
}
