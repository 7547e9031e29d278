using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Contracts;

/// <summary>
/// A provider as the emulator plays it: its models, its addresses, and how its answers differ from OpenAI's. The
/// differences are plausible and stable, and together the providers show every one that clients meet; they are not a
/// record of what each provider does today.
/// </summary>
/// <param name="Name">The name that the Hub gives it.</param>
internal sealed record EmulatedProvider(string Name)
{
    /// <summary>The models that it serves; the order does not matter.</summary>
    public IReadOnlyList<EmulatorOffer> Offers { get; init; } = [];

    /// <summary>How chat answers look; null when it has no chat. The path is the library's.</summary>
    public ChatForm? Chat { get; init; }

    /// <summary>
    /// The path of raw text completions, or null when it has none; <c>{model}</c> stands for the model's id.
    /// </summary>
    public string? CompletionsPath { get; init; }

    /// <summary>What it answers besides chat and text completions.</summary>
    public IReadOnlyList<ProviderRoute> Routes { get; init; } = [];

    /// <summary>The hosts of its API besides the one that the library knows.</summary>
    public IReadOnlyList<string> OtherHosts { get; init; } = [];

    /// <summary>
    /// The hosts on which it keeps the files that it made, as the captures of the official clients have them.
    /// </summary>
    public IReadOnlyList<string> FileHosts { get; init; } = [];

    /// <summary>The words for why a text ended.</summary>
    public FinishWords Finish { get; init; } = new();

    /// <summary>How streams are framed.</summary>
    public StreamForm Stream { get; init; } = new();

    /// <summary>How errors look.</summary>
    public ErrorForm Errors { get; init; }

    /// <summary>The status of a malformed request: 400, or 422 where a validating web framework answers.</summary>
    public int InvalidStatus { get; init; } = 400;

    /// <summary>The response header with the request's id.</summary>
    public string RequestIdHeader { get; init; } = ResponseWriting.DefaultRequestIdHeader;

    /// <summary>Top-level fields that it refuses.</summary>
    public IReadOnlyList<string> RefusedFields { get; init; } = [];

    /// <summary>Headers without which it refuses a request.</summary>
    public IReadOnlyDictionary<string, string> RequiredHeaders { get; init; } = new Dictionary<string, string>();
}

/// <summary>An address of a provider.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">
/// The path below the provider's base address, with ASP.NET Core's parameters. <c>{model}</c> stands for a model's id
/// of two segments and <c>{**model}</c> for one of any length: that is where the request names its model, unless its
/// JSON body has a <c>model</c>.
/// </param>
/// <param name="Handler">Answers.</param>
internal sealed record ProviderRoute(string Method, string Path, RequestDelegate Handler)
{
    /// <summary>
    /// Finds the model where the request has it neither in the JSON body's <c>model</c> nor in the path.
    /// </summary>
    public Func<EmulatorRequest, string?>? Model { get; init; }

    public static ProviderRoute Get(string path, RequestDelegate handler) => new("GET", path, handler);

    public static ProviderRoute Post(string path, RequestDelegate handler) => new("POST", path, handler);

    public static ProviderRoute Put(string path, RequestDelegate handler) => new("PUT", path, handler);
}
