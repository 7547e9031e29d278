using System.Globalization;
using System.Net;
using InferenceProviders.Emulator;

namespace InferenceEmulator;

/// <summary>The command's arguments.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: inference-emulator [options]

        Hugging Face Inference Providers on this machine: the router, the Hub and the
        providers' hosts, with models that answer from the prompt. It prints the
        variables that lead a program here.

          --port <number>            the port, 0 to 65535; 0, the default, takes a
                                     free one
          --listen <loopback|any>    who may connect: this machine (the default), or
                                     every machine that reaches it, as in a container
          --token-interval <ms>      the pause before each streamed token (default: 0)
          --job-polls <number>       how often an image or a video is unfinished when it
                                     is asked about (default: 2)
          --help                     shows this
        """;

    public EmulatorOptions Options { get; } = new();

    public bool Help { get; private set; }

    /// <summary>The arguments, or null and what is wrong with them.</summary>
    public static CommandLine? Parse(ReadOnlySpan<string> args, out string? problem)
    {
        var parsed = new CommandLine();
        problem = null;
        while (args is [var name, .. var rest])
        {
            if (name is "--help" or "-h" or "-?")
            {
                parsed.Help = true;
                return parsed;
            }

            problem = parsed.Set(name, rest.IsEmpty ? null : rest[0]);
            if (problem is not null)
            {
                return null;
            }

            args = rest[1..];
        }

        return parsed;
    }

    /// <summary>What is wrong with an option, or null when it is set.</summary>
    private string? Set(string name, string? value)
    {
        switch (name)
        {
            case "--listen" when value is "loopback" or "any":
                Options.ListenAddress = value == "any" ? IPAddress.Any : IPAddress.Loopback;
                return null;
            case "--listen":
                return "--listen needs 'loopback' or 'any'.";
            case "--port" or "--token-interval" or "--job-polls":
                break;
            default:
                return $"Unknown argument '{name}'.";
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return $"{name} needs a number.";
        }

        switch (name)
        {
            case "--port" when number > ushort.MaxValue:
                return "--port must be at most 65535.";
            case "--port":
                Options.Port = number;
                return null;
            case "--token-interval":
                Options.TokenInterval = TimeSpan.FromMilliseconds(number);
                return null;
            default:
                Options.JobPolls = number;
                return null;
        }
    }
}
