using InferenceProviders;

namespace SemanticKernelAgent;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        Usage: dotnet run --project samples/SemanticKernelAgent -- [options]

          --prompt <text>         a question of your own (default: three, for the plugin, the MCP tool and the image)
          --model <model>         the agent's model, with :fastest, :cheapest or :provider behind it (default: openai/gpt-oss-120b:fastest)
          --image-model <model>   the model that draws (default: black-forest-labs/FLUX.1-schnell)
          --mcp <command>         an MCP server to start instead of the sample's own, for example "npx -y @modelcontextprotocol/server-filesystem ."
          --help                  shows this

        With HF_TOKEN set it talks to Hugging Face Inference Providers; without, to the emulator.
        """;

    public string Model { get; private set; } = "openai/gpt-oss-120b:fastest";

    public string ImageModel { get; private set; } = "black-forest-labs/FLUX.1-schnell";

    public IReadOnlyList<string> Prompts { get; private set; } =
        ["What is the weather in Paris?", "Book a table for 4 people in Paris.",
            "Draw a postcard that shows 'a blue house by the sea'."];

    /// <summary>Null: a server of the sample's own.</summary>
    public string? Mcp { get; private set; }

    public bool Help { get; private set; }

    /// <summary>The arguments, or null and what is wrong with them.</summary>
    public static Arguments? Parse(ReadOnlySpan<string> args, out string? problem)
    {
        var parsed = new Arguments();
        problem = null;
        for (; problem is null && args is [var name, ..]; args = args.Length > 2 ? args[2..] : default)
        {
            if (name is "--help" or "-h")
            {
                parsed.Help = true;
                return parsed;
            }

            problem = parsed.Set(name, args.Length > 1 ? args[1].Trim() : "");
        }

        return problem is null ? parsed : null;
    }

    private string? Set(string name, string value)
    {
        switch (name)
        {
            case "--prompt" when value.Length > 0:
                Prompts = [value];
                return null;
            case "--mcp" when value.Length > 0:
                Mcp = value;
                return null;
            case "--model" when ModelReference.TryParse(value, out _):
                Model = value;
                return null;
            case "--image-model" when ModelReference.TryParse(value, out _):
                ImageModel = value;
                return null;
            case "--prompt":
                return "--prompt needs a text.";
            case "--mcp":
                return "--mcp needs a command line.";
            case "--model" or "--image-model":
                return $"'{value}' is not a model: write 'org/name', 'org/name:fastest', or the URL of an endpoint.";
            default:
                return $"Unknown option '{name}'.";
        }
    }
}
