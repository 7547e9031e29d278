using InferenceProviders;

namespace Quickstart;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        Usage: dotnet run --project samples/Quickstart -- [options]

          --model <model>    a model of the Hub, with :fastest, :cheapest or :provider behind it,
                             or the URL of an endpoint (default: openai/gpt-oss-120b:fastest)
          --prompt <text>    the question of the first part
          --help             shows this

        With HF_TOKEN set it talks to Hugging Face Inference Providers; without, to the emulator.
        """;

    public string Model { get; private init; } = "openai/gpt-oss-120b:fastest";

    public string Prompt { get; private init; } = "Tell me a fun fact about the Eiffel Tower.";

    public bool Help { get; private init; }

    /// <summary>The arguments, or null and what is wrong with them.</summary>
    public static Arguments? Parse(ReadOnlySpan<string> args, out string? problem)
    {
        var parsed = new Arguments();
        problem = null;
        while (problem is null && args is [var name, .. var rest])
        {
            var value = rest.IsEmpty ? null : rest[0];
            args = rest.IsEmpty ? rest : rest[1..];
            switch (name)
            {
                case "--help" or "-h":
                    return new Arguments { Help = true };
                case "--model" when ModelReference.TryParse(value, out _):
                    parsed = parsed with { Model = value! };
                    break;
                case "--prompt" when !string.IsNullOrWhiteSpace(value):
                    parsed = parsed with { Prompt = value };
                    break;
                case "--model":
                    problem = value is null
                        ? "--model needs a model."
                        : $"'{value}' is not a model: write 'org/name', 'org/name:fastest', or the URL of an endpoint.";
                    break;
                case "--prompt":
                    problem = "--prompt needs a text.";
                    break;
                default:
                    problem = $"Unknown option '{name}'.";
                    break;
            }
        }

        return problem is null ? parsed : null;
    }
}
