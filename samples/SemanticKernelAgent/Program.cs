using System.Runtime.InteropServices;
using InferenceProviders;
using InferenceProviders.Emulator;
using InferenceProviders.Mcp;
using InferenceProviders.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using SemanticKernelAgent;
using SemanticKernelAgent.Plugins;

if (args is [TravelServer.Argument])
{
    await TravelServer.RunAsync();
    return 0;
}

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
try
{
    await using var emulator = string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("HF_TOKEN"))
        ? await EmulatorHost.StartAsync(cancellationToken: stop.Token)
        : null;
    Console.WriteLine(emulator is null ? $"Model: {arguments.Model}, at Hugging Face Inference Providers."
        : $"Model: {arguments.Model}, played by the emulator (no HF_TOKEN).");
    using var router = new InferenceRouter(emulator?.RouterOptions());
    await using var mcp = await McpStdioServer.StartAsync(arguments.Mcp
        ?? TravelServer.CommandLine, cancellationToken: stop.Token);

    var builder = Kernel.CreateBuilder()
        .AddInferenceProvidersChatCompletion(arguments.Model)
        .AddInferenceProvidersTextToImage(arguments.ImageModel);
    builder.Services.AddSingleton(router).AddSingleton<IAutoFunctionInvocationFilter, ShownCalls>();
    builder.Plugins.AddFromType<WeatherPlugin>("weather").AddFromType<PostcardPlugin>("postcard");
    var kernel = builder.Build();
    kernel.Plugins.AddFromFunctions("travel", mcp.Tools.Select(tool => tool.AsKernelFunction()));

    var agent = new Agent(kernel, "You are a travel guide. Use your tools, and be brief.");
    foreach (var prompt in arguments.Prompts)
    {
        Console.WriteLine($"\n> {prompt}");
        RoutingReport? report = null;
        await foreach (var update in agent.AskAsync(prompt, stop.Token))
        {
            Console.Write(update.Content);
            report = update.GetRoutingReport() ?? report;
        }

        Console.WriteLine($"\n  [{report?.Provider} · {report?.Duration.TotalSeconds:0.00} s]");
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
