using System.Runtime.InteropServices;
using InferenceProviders;
using InferenceProviders.Emulator;
using InferenceProviders.Mcp;
using McpToolCalling;
using Microsoft.Extensions.AI;

if (Arguments.Parse(args, out var problem) is not { } arguments)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{Arguments.Usage}");
    return 2;
}

if (arguments.Help)
{
    Console.WriteLine(Arguments.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

await using var emulator = string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("HF_TOKEN")) ? await EmulatorHost.StartAsync(cancellationToken: stop.Token) : null;
await using var travel = arguments.Server is null ? await TravelServer.StartAsync(stop.Token) : null;
var tool = travel?.Tool ?? new HostedMcpServerTool("server", arguments.Server!);
if (travel is null && Environment.GetEnvironmentVariable("MCP_TOKEN") is { Length: > 0 } token)
{
    tool.Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" };
}

Console.WriteLine(emulator is null ? $"Model: {arguments.Model}, at Hugging Face Inference Providers." : $"Model: {arguments.Model}, played by the emulator (no HF_TOKEN).");
Console.WriteLine($"MCP server: {new Uri(tool.ServerAddress).GetLeftPart(UriPartial.Path)}");

using var router = new InferenceRouter(emulator?.RouterOptions());
await using var chat = router.AsIChatClient(arguments.Model).UseMcpServerTools();
var options = new ChatOptions { Tools = [tool] };
try
{
    await Dialogue.RunAsync(chat, arguments.Prompt, options, new Approvals(arguments.Yes), stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("\nStopped.");
    return 130;
}
catch (Exception exception) when (exception is InferenceException or McpToolsException)
{
    await Console.Error.WriteLineAsync($"\n{exception.Message}");
    return 1;
}
