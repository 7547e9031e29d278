using System.Globalization;

namespace InferenceProviders.Emulator;

/// <summary>The executable's arguments.</summary>
internal static class CommandLine
{
    public const string Usage =
        "Usage: InferenceProviders.Emulator [--port 0..65535] [--token-interval milliseconds] [--job-polls number]";

    /// <summary>The options, or null and what is wrong.</summary>
    public static EmulatorOptions? Parse(ReadOnlySpan<string> args, out string? error)
    {
        var options = new EmulatorOptions();
        error = null;
        while (args is [var name, .. var rest])
        {
            if (rest is not [var value, ..]
                || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                error = name is "--port" or "--token-interval" or "--job-polls"
                    ? $"{name} needs a number."
                    : $"Unknown argument '{name}'.";
                return null;
            }

            switch (name)
            {
                case "--port" when number <= ushort.MaxValue:
                    options.Port = number;
                    break;
                case "--token-interval":
                    options.TokenInterval = TimeSpan.FromMilliseconds(number);
                    break;
                case "--job-polls":
                    options.JobPolls = number;
                    break;
                default:
                    error = name == "--port" ? "--port must be at most 65535." : $"Unknown argument '{name}'.";
                    return null;
            }

            args = rest[1..];
        }

        return options;
    }
}
