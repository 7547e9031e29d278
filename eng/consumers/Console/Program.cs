using System.Reflection;
using InferenceProviders;
using InferenceProviders.Emulator;
using InferenceProviders.Mcp;
using Microsoft.Extensions.AI;

await using var emulator = await EmulatorHost.StartAsync();
using var router = new InferenceRouter(emulator.RouterOptions());
emulator.Script.For(provider: "groq").Fail(503);

await using var chat = router.AsIChatClient("openai/gpt-oss-120b").UseMcpServerTools();
var options = new ChatOptions().WithRouting(new() { PreferredProviders = ["groq", "together"] });
var text = "";
RoutingReport? report = null;
await foreach (var update in chat.GetStreamingResponseAsync("Count to 5", options))
{
    text += update.Text;
    report = update.GetRoutingReport() ?? report;
}

if (text != "1 2 3 4 5" || report is not { Provider: "together", Attempts.Count: 2 })
{
    Console.WriteLine($"'{text}' came from {report?.Provider} after {report?.Attempts.Count} attempts.");
    return 1;
}

Console.WriteLine("ok - a console program: a streamed answer, after a provider that failed");

// Each assembly of ours that came with the packages can be loaded with all that its public types need.
foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "InferenceProviders*.dll").Order(
    StringComparer.Ordinal))
{
    var assembly = Assembly.LoadFrom(file);
    var members = assembly.GetExportedTypes().Sum(type => type.GetMembers().Length);
    Console.WriteLine(
        $"  {assembly.GetName().Name} {assembly.GetName().Version?.ToString(3)}: {members} public members");
}

return 0;
