using System.Runtime.InteropServices;
using InferenceEmulator;
using InferenceProviders.Emulator;

if (CommandLine.Parse(args, out var problem) is not { } command)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{CommandLine.Usage}");
    return 2;
}

if (command.Help)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

EmulatorHost emulator;
try
{
    emulator = await EmulatorHost.StartAsync(command.Options);
}
catch (IOException)
{
    await Console.Error.WriteLineAsync(
        $"Port {command.Options.Port} is taken by another program: name another with --port, or 0 for a free one.");
    return 1;
}

await using (emulator)
{
    var address = emulator.BaseAddress.ToString().TrimEnd('/');
    Console.WriteLine($"""
        Inference Providers emulator
          address  {address}
          token    {emulator.Token}

        export HF_ENDPOINT={address}
        export INFERENCE_PROVIDERS_ROUTER={address}
        export INFERENCE_PROVIDERS_HOSTS={address}/hosts
        export HF_TOKEN={emulator.Token}

        Ctrl-C stops it.
        """);
    await stop.Task;
}

return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}
