using Webmail.Bench;
using Webmail.Bench.Measures;
using Webmail.Bench.Reporting;
using Webmail.Bench.Seeding;

if (await Resting.IsItselfAsync(args)) return;
if (args.Contains("--help"))
{
    Console.WriteLine(BenchOptions.Usage);
    return;
}
var options = BenchOptions.Parse(args);
var report = new Report();
if (options.Wants("clean")) report.Add(await Cleaning.MeasureAsync(options.App, options.Quick));
if (options.Wants("collect")) report.Add(await Collecting.MeasureAsync(options));
if (options.Wants("attach")) report.Add(await Attaching.MeasureAsync(options));
if (options.Only.Any(part => part is "costs" or "bombs")) report.Add(await Costs.MeasureAsync(options));
if (options.Only.Contains("bombs")) report.Add(await Bombs.MeasureAsync(options));
if (options.Only.Contains("kept")) report.Add(await Kept.MeasureAsync(options));
if (options.Only.Contains("million")) report.AddMillion(await Million.MeasureAsync(options));
if (options.Corpus is { } corpus && options.Wants("likeness")) await Likeness.MeasureAsync(corpus, Path.Combine(options.Cache, "likeness"), Console.Out);
if (options.Only.All(part => part is "clean" or "collect" or "attach" or "costs" or "bombs" or "kept" or "million" or "likeness") && options.Only.Count > 0)
{
    report.Print(Console.Out);
    return;
}
await using var server = await SeededServer.StartAsync(options.Cache);
try
{
    if (options.Wants("times")) await Times.MeasureAsync(server, options, report);
    if (options.Wants("opening")) report.AddOpening(await Opening.MeasureAsync(server, options.Quick));
    if (options.Wants("load")) await Load.MeasureAsync(server, options, report);
    if (options.Wants("memory")) await Memory.MeasureAsync(server, options, report);
    if (options.Wants("streams")) await Streams.MeasureAsync(server, options, report);
    if (options.Wants("view")) await FirstView.MeasureAsync(server, options, report);
}
finally
{
    // What was measured before a failure is worth seeing.
    report.Print(Console.Out);
    if (options.Json is { } file) report.Write(file);
}
