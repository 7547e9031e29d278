using System.Globalization;
using ProviderCheck.Checks;
using ProviderCheck.Targets;

namespace ProviderCheck;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: provider-check [what] [options]

        Tries chat, streams, tools, schemas, images, errors and more, and says what
        works. The calls cost money; at most the spend limit.

        What is checked:
          --emulator              every provider of an emulator in this process
          --provider <name>       a provider: with its own key where the variable
                                  <NAME>_API_KEY has one, else with HF_TOKEN
          --endpoint <url>        an OpenAI-compatible server: vLLM, TGI, llama.cpp, an
                                  Inference Endpoint; with ENDPOINT_API_KEY, if need be
          (nothing)               the router of Hugging Face, with HF_TOKEN

        Options:
          --model <model>         the chat model; without it, the provider's cheapest
          --vision-model, --reasoning-model, --embedding-model, --image-model,
          --speech-model, --transcription-model <model>
                                  the models of the other tasks
          --key-variable <name>   the environment variable that has the key
          --only <group,...>      chat, tools, JSON, content, responses, errors,
                                  embeddings, images, speech, partner
          --spend-limit <usd>     what the calls may cost (default: 0.25)
          --billing-url <url>     where the provider tells what requests cost
          --record <folder>       keeps what went over the wire as test captures,
                                  without secrets and personal text
          --json <file>           writes the report as JSON
          --markdown <file>       writes the report as Markdown
          --help                  shows this

        Exit code: 0 when all that was tried works, 1 when something does not, 2 for a
        wrong command line.
        """;

    public bool Help { get; private init; }

    public bool Emulator { get; private init; }

    public string? Provider { get; private init; }

    public Uri? Endpoint { get; private init; }

    public CheckModels Models { get; private init; } = new();

    public string? KeyVariable { get; private init; }

    public IReadOnlyList<string> Groups { get; private init; } = [];

    public CheckLimits Limits { get; private init; } = new();

    public Uri? Billing { get; private init; }

    public string? Record { get; private init; }

    public string? Json { get; private init; }

    public string? Markdown { get; private init; }

    /// <summary>The command line, or null and what is wrong with it.</summary>
    public static CommandLine? Parse(ReadOnlySpan<string> args, out string? problem)
    {
        var parsed = new CommandLine();
        problem = null;
        while (args is [var name, .. var rest])
        {
            if (name is "--help" or "-h" or "-?")
            {
                return new CommandLine { Help = true };
            }

            if (name is "--emulator")
            {
                parsed = parsed with { Emulator = true };
                args = rest;
                continue;
            }

            var value = rest.IsEmpty ? null : rest[0];
            (var next, problem) = parsed.Set(name, value);
            if (problem is not null)
            {
                return null;
            }

            parsed = next;
            args = rest[1..];
        }

        problem = parsed.Contradiction();
        return problem is null ? parsed : null;
    }

    private (CommandLine Parsed, string? Problem) Set(string name, string? value)
    {
        if (!IsOption(name))
        {
            return (this, $"Unknown option '{name}'.");
        }

        if (string.IsNullOrWhiteSpace(value))
        {
            return (this, $"{name} needs a value.");
        }

        return name switch
        {
            "--provider" => (this with { Provider = value }, null),
            "--endpoint" => Address(name, value, address => this with { Endpoint = address }),
            "--billing-url" => Address(name, value, address => this with { Billing = address }),
            "--key-variable" => (this with { KeyVariable = value }, null),
            "--only" => Only(value),
            "--spend-limit" => decimal.TryParse(
                value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars)
                ? (this with { Limits = Limits with { SpendLimit = dollars } }, null)
                : (this, "--spend-limit needs an amount in US dollars, such as 0.5."),
            "--record" => (this with { Record = value }, null),
            "--json" => (this with { Json = value }, null),
            "--markdown" => (this with { Markdown = value }, null),
            _ => (this with { Models = WithModel(name, value) }, null),
        };
    }

    private static bool IsOption(string name) =>
        name is "--provider" or "--endpoint" or "--billing-url" or "--key-variable"
        or "--only" or "--spend-limit" or "--record" or "--json" or "--markdown" or "--model" or "--vision-model"
        or "--reasoning-model" or "--embedding-model" or "--image-model" or "--speech-model" or "--transcription-model";

    private CheckModels WithModel(string name, string model) => name switch
    {
        "--model" => Models with { Chat = model },
        "--vision-model" => Models with { Vision = model },
        "--reasoning-model" => Models with { Reasoning = model },
        "--embedding-model" => Models with { Embedding = model },
        "--image-model" => Models with { Image = model },
        "--speech-model" => Models with { Speech = model },
        _ => Models with { Transcription = model },
    };

    private (CommandLine Parsed, string? Problem) Address(string name, string value, Func<Uri, CommandLine> set) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? (set(address), null)
            : (this, $"{name} needs a URL, such as http://127.0.0.1:8080/v1.");

    private (CommandLine Parsed, string? Problem) Only(string value)
    {
        var groups = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var known = CheckRunner.Groups;
        return Array.Find(groups, group => !known.Contains(group, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? (this, $"'{unknown}' is not a group of checks: there are {string.Join(", ", known)}.")
            : (this with { Groups = [.. known.Where(group =>
                groups.Contains(group, StringComparer.OrdinalIgnoreCase))] }, null);
    }

    private string? Contradiction() =>
        (Emulator ? 1 : 0) + (Provider is null ? 0 : 1) + (Endpoint is null ? 0 : 1) > 1
            ? "Name one of --emulator, --provider and --endpoint."
            : null;
}
