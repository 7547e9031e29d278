using InferenceProviders;

namespace AgentFramework;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        Usage: dotnet run --project samples/AgentFramework -- [options]

          --prompt <text>    a question of your own (default: four, for a tool, an approval and the agent's memory)
          --model <model>    a model of the Hub, with :fastest, :cheapest or :provider behind it (default: openai/gpt-oss-120b:fastest)
          --session <file>   where the session is kept: the next run goes on from it (default: it is forgotten at the end)
          --yes              approves every call without asking
          --help             shows this

        With HF_TOKEN set it talks to Hugging Face Inference Providers; without, to the emulator.
        """;

    public IReadOnlyList<string> Prompts { get; private init; } =
        ["What is the weather in Paris?", "Book a table for 4 people in Paris.", "My name is Ada.", "What is my name?"];

    public string Model { get; private init; } = "openai/gpt-oss-120b:fastest";

    /// <summary>Null: the session is kept in memory.</summary>
    public string? Session { get; private init; }

    public bool Yes { get; private init; }

    public bool Help { get; private init; }

    /// <summary>The arguments, or null and what is wrong with them.</summary>
    public static Arguments? Parse(ReadOnlySpan<string> args, out string? problem)
    {
        var parsed = new Arguments();
        problem = null;
        while (problem is null && args is [var name, .. var rest])
        {
            if (name is "--help" or "-h")
            {
                return new Arguments { Help = true };
            }

            var takesValue = name is not "--yes";
            var value = !takesValue || rest.IsEmpty ? "" : rest[0].Trim();
            args = !takesValue || rest.IsEmpty ? rest : rest[1..];
            parsed = parsed.With(name, value, out problem);
        }

        return problem is null ? parsed : null;
    }

    private Arguments With(string name, string value, out string? problem)
    {
        problem = (name, value) switch
        {
            ("--yes", _) => null,
            ("--model", _) when ModelReference.TryParse(value, out _) => null,
            ("--model", _) =>
                $"'{value}' is not a model: write 'org/name', 'org/name:fastest', or the URL of an endpoint.",
            ("--prompt", "") => "--prompt needs a text.",
            ("--session", "") => "--session needs the name of a file.",
            ("--prompt" or "--session", _) => null,
            _ => $"Unknown option '{name}'.",
        };
        return name switch
        {
            "--yes" => this with { Yes = true },
            "--model" => this with { Model = value },
            "--prompt" => this with { Prompts = [value] },
            "--session" => this with { Session = value },
            _ => this,
        };
    }
}
