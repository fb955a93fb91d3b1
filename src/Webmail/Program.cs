var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorPages();

var app = builder.Build();
app.MapStaticAssets();
app.MapRazorPages().WithStaticAssets();
app.MapGet("/healthz", () => "ok");
await app.RunAsync();

public partial class Program;
