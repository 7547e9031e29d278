using InferenceProviders;

namespace McpToolCalling;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        Usage: dotnet run --project samples/McpToolCalling -- [options]

          --prompt <text>    the question (default: one that needs two tools of the sample's own server)
          --model <model>    a model of the Hub, with :fastest, :cheapest or :provider behind it (default: openai/gpt-oss-120b:fastest)
          --server <url>     an MCP server to use instead of the sample's own, over streamable HTTP or server-sent events;
                             MCP_TOKEN, when it is set, is sent there as a bearer token
          --where <place>    who runs the tools: client (this process), server (the Responses API), or both, one after the other (default: both)
          --yes              approves every call without asking
          --help             shows this

        With HF_TOKEN set it talks to Hugging Face Inference Providers; without, to the emulator.
        """;

    public string Model { get; private init; } = "openai/gpt-oss-120b:fastest";

    public string Prompt { get; private init; } = "How is the weather in Paris? Book a table for 4 people there.";

    /// <summary>Null: a server of the sample's own.</summary>
    public Uri? Server { get; private init; }

    public Place Where { get; private init; } = Place.Both;

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

            if (name == "--yes")
            {
                parsed = parsed with { Yes = true };
                args = rest;
                continue;
            }

            var value = rest.IsEmpty ? null : rest[0];
            args = rest.IsEmpty ? rest : rest[1..];
            switch (name)
            {
                case "--prompt" when !string.IsNullOrWhiteSpace(value):
                    parsed = parsed with { Prompt = value };
                    break;
                case "--model" when ModelReference.TryParse(value, out _):
                    parsed = parsed with { Model = value! };
                    break;
                case "--server"
                    when Uri.TryCreate(value, UriKind.Absolute, out var server)
                    && server is { Scheme: "http" or "https" }:
                    parsed = parsed with { Server = server };
                    break;
                case "--where"
                    when Enum.TryParse<Place>(value, ignoreCase: true, out var place) && Enum.IsDefined(place)
                    && !int.TryParse(value, out _):
                    parsed = parsed with { Where = place };
                    break;
                case "--prompt":
                    problem = "--prompt needs a text.";
                    break;
                case "--model":
                    problem =
                        $"'{value}' is not a model: write 'org/name', 'org/name:fastest', or the URL of an endpoint.";
                    break;
                case "--server":
                    problem = $"'{value}' is not the address of an MCP server: write 'https://host/path'.";
                    break;
                case "--where":
                    problem = $"'{value}' is not a place: write 'client', 'server' or 'both'.";
                    break;
                default:
                    problem = $"Unknown option '{name}'.";
                    break;
            }
        }

        return problem is null ? parsed : null;
    }
}
