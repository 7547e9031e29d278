using AspNetCoreChat;
using InferenceProviders;
using Microsoft.Extensions.Options;

const string Usage = """
    Usage: dotnet run --project samples/AspNetCoreChat -- [options]

      --urls <url>                          where it listens (default:
                                            http://127.0.0.1:5080, or any free port)
      --Playground:Model <model>            the chat model that a page begins with
                                            (default: openai/gpt-oss-120b)
      --Playground:RequestsPerMinute <n>    of one address (default: 120)
      --Playground:KeepsWire <true|false>   keeps what is sent to providers, for the
                                            page to show (default: with the emulator
                                            and with --environment Development)
      --help                                shows this

    With HF_TOKEN set it talks to Hugging Face Inference Providers; without, to an
    emulator in this process, whose providers the page can break.
    """;

if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(Usage);
    return 0;
}

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
