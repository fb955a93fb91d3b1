using System.Security.Cryptography;
using System.Text;

namespace Webmail.Endpoints;

/// <summary>
/// The one script that runs in a body, and only in a stack: it tells the page around it how tall the body is, as an integer. The policy names it by its
/// hash, so that no other script runs beside it.
/// </summary>
static class BodyResizer
{
    // At once and when it is loaded, besides: a frame that is not in view is not drawn, and hears of no change.
    public const string Script = "const t=()=>parent.postMessage(Math.min(20000,Math.ceil(document.body.getBoundingClientRect().height)),'*');t();addEventListener('load',t);new ResizeObserver(t).observe(document.body)";

    public static readonly string Hash = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}";
}
