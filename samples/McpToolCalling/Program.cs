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

await using var emulator = string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("HF_TOKEN"))
    ? await EmulatorHost.StartAsync(cancellationToken: stop.Token)
    : null;
await using var travel = arguments.Server is null ? await TravelServer.StartAsync(stop.Token) : null;
var tool = travel?.Tool ?? new HostedMcpServerTool("server", arguments.Server!);
if (travel is null && Environment.GetEnvironmentVariable("MCP_TOKEN") is { Length: > 0 } token)
{
    tool.Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" };
}

Console.WriteLine(emulator is null ? $"Model: {arguments.Model}, at Hugging Face Inference Providers."
    : $"Model: {arguments.Model}, played by the emulator (no HF_TOKEN).");
Console.WriteLine($"MCP server: {new Uri(tool.ServerAddress).GetLeftPart(UriPartial.Path)}");

using var router = new InferenceRouter(emulator?.RouterOptions());
var options = new ChatOptions { Tools = [tool] };
var approvals = new Approvals(arguments.Yes);
try
{
    // The same tool, the same dialogue: only the client differs.
    if (arguments.Where is not Place.Server)
    {
        Console.WriteLine("\n== This process runs the tools");
        await using var client = router.AsIChatClient(arguments.Model).UseMcpServerTools();
        await Dialogue.RunAsync(client, arguments.Prompt, options, approvals, stop.Token);
    }

    if (arguments.Where is not Place.Client)
    {
        Console.WriteLine("\n== The Responses API runs the tools");
        if (emulator is null && new Uri(tool.ServerAddress).IsLoopback)
        {
            Console.WriteLine(
                "Hugging Face cannot reach a server on this machine: give it one on the internet with --server.");
            return arguments.Where is Place.Server ? 1 : 0;
        }

        using var service = router.AsIChatClient(arguments.Model, ChatProtocol.Responses);
        await Dialogue.RunAsync(service, arguments.Prompt, options, approvals, stop.Token);
    }

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
