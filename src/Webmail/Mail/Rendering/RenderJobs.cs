using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Rendering;

/// <summary>Everything a worker can do.</summary>
public static class RenderJobs
{
    public static readonly RenderJob<CleanRequest, CleanReply> CleanHtml = new("clean-html", RenderJson.Lean.CleanRequest, RenderJson.Lean.CleanReply, HtmlJob.Clean);

    public static readonly RenderJob<InvitationRequest, InvitationReply> ReadInvitation = new("read-invitation", RenderJson.Lean.InvitationRequest, RenderJson.Lean.InvitationReply, InvitationJob.Read);

    public static readonly RenderJob<UnpackRequest, UnpackReply> Unpack = new("unpack", RenderJson.Lean.UnpackRequest, RenderJson.Lean.UnpackReply, UnpackJob.Unpack);

    public static readonly RenderJob<PictureRequest, PictureReply> DrawPicture = new("draw-picture", RenderJson.Lean.PictureRequest, RenderJson.Lean.PictureReply, PictureJob.Draw);

    public static IReadOnlyList<RenderJob> All { get; } = [CleanHtml, ReadInvitation, Unpack, DrawPicture];
}

/// <summary>The fields of all jobs.</summary>
[JsonSerializable(typeof(CleanRequest))]
[JsonSerializable(typeof(CleanReply))]
[JsonSerializable(typeof(InvitationRequest))]
[JsonSerializable(typeof(InvitationReply))]
[JsonSerializable(typeof(UnpackRequest))]
[JsonSerializable(typeof(UnpackReply))]
[JsonSerializable(typeof(PictureRequest))]
[JsonSerializable(typeof(PictureReply))]
public sealed partial class RenderJson : JsonSerializerContext
{
    /// <summary>Escapes only what JSON must: what travels is read by nobody but us, and <c>data:</c> URLs are full of plus signs.</summary>
    public static RenderJson Lean { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
