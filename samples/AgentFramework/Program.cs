using System.Runtime.InteropServices;
using AgentFramework;
using InferenceProviders;
using InferenceProviders.Emulator;
using Microsoft.Agents.AI;
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
try
{
    await using var emulator = string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("HF_TOKEN"))
        ? await EmulatorHost.StartAsync(cancellationToken: stop.Token)
        : null;
    Console.WriteLine(emulator is null ? $"Model: {arguments.Model}, at Hugging Face Inference Providers."
        : $"Model: {arguments.Model}, played by the emulator (no HF_TOKEN).");
    using var router = new InferenceRouter(emulator?.RouterOptions());

    var agent = router.AsIChatClient(arguments.Model).AsAIAgent(
        instructions: "You are a travel guide. Use your tools, and be brief.",
        name: "Guide",
        tools: TravelTools.All);
    var dialogue = new Dialogue(agent, new SessionStore(agent, arguments.Session), new Approvals(arguments.Yes));
    foreach (var prompt in arguments.Prompts)
    {
        await dialogue.AskAsync(prompt, stop.Token);
    }

    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("\nStopped.");
    return 130;
}
catch (Exception exception) when (exception is InferenceException or IOException or InvalidDataException)
{
    await Console.Error.WriteLineAsync($"\n{exception.Message}");
    return 1;
}
