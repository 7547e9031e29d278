using AspNetCoreChat;
using InferenceProviders;
using Microsoft.Extensions.Options;

try
{
    await using var playground = await Playground.StartAsync(args);
    Console.WriteLine($"""
        The playground is at {playground.Address}
        {playground.Backend.Description}
        Ctrl-C stops it.
        """);
    await playground.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (exception is InferenceException or OptionsValidationException or IOException)
{
    // A token that is not accepted, a setting that is wrong, a port that is taken.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
