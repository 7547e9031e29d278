using InferenceProviders.Routing.Health;

namespace InferenceProviders;

/// <summary>
/// What a request needs from the provider that answers it. A provider that is known to lack it is not asked.
/// </summary>
public readonly record struct RequestNeeds
{
    private const int BytesPerToken = 4;

    /// <summary>Tools that the model may call.</summary>
    public bool Tools { get; init; }

    /// <summary>An answer that follows a JSON schema.</summary>
    public bool JsonSchema { get; init; }

    /// <summary>Images in the prompt.</summary>
    public bool Images { get; init; }

    /// <summary>Audio in the prompt.</summary>
    public bool Audio { get; init; }

    /// <summary>The size of the prompt's text in UTF-8, in bytes. 0 when it is not known.</summary>
    public long PromptBytes { get; init; }

    /// <summary>
    /// Whether <see cref="PromptBytes"/> is all of it, so that it cannot have more tokens than bytes.
    /// </summary>
    internal bool HasExactSize { get; init; }

    /// <summary>What the request sets, for rules that ask; null when that is not known.</summary>
    internal IRequestFields? Fields { get; init; }

    /// <summary>How many tokens the answer may have at most; null when the caller set no limit.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>
    /// What the caller wants of this call, in place of the router's own
    /// <see cref="InferenceProvidersOptions.Routing"/>.
    /// </summary>
    public RoutingOptions? Routing { get; init; }

    /// <summary>
    /// About how many tokens the prompt has: one for every four bytes, which is usual for text in English.
    /// </summary>
    public long InputTokens => (PromptBytes + BytesPerToken - 1) / BytesPerToken;
}
