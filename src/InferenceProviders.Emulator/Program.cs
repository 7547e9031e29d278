using System.Runtime.InteropServices;
using InferenceProviders.Emulator;

if (CommandLine.Parse(args, out var error) is not { } options)
{
    await Console.Error.WriteLineAsync(error).ConfigureAwait(false);
    await Console.Error.WriteLineAsync(CommandLine.Usage).ConfigureAwait(false);
    return 2;
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var emulator = await EmulatorHost.StartAsync(options).ConfigureAwait(false);
await using (emulator.ConfigureAwait(false))
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
    await stop.Task.ConfigureAwait(false);
}

return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}
