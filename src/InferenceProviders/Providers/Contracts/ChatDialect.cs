using System.Collections.Frozen;

namespace InferenceProviders;

/// <summary>How a provider takes chat completions, where it differs from OpenAI's form. All of it is data.</summary>
public sealed record ChatDialect
{
    /// <summary>OpenAI's form at <c>/v1/chat/completions</c>.</summary>
    public static ChatDialect OpenAI { get; } = new();

    /// <summary>
    /// The path below the provider's base address (direct) or below <c>/{provider}</c> on the router (routed).
    /// <c>{model}</c> stands for the provider's model id. Default: <c>/v1/chat/completions</c>.
    /// </summary>
    public string Path { get; init; } = "/v1/chat/completions";

    /// <summary>The form of <c>response_format</c> for a JSON schema. Default: OpenAI's.</summary>
    public JsonSchemaDialect JsonSchema { get; init; }

    /// <summary>Whether streams are asked for usage with <c>stream_options.include_usage</c>. Default: yes.</summary>
    public bool StreamUsage { get; init; } = true;

    /// <summary>Top-level fields that this provider refuses although others ignore them. They are left out.</summary>
    public IReadOnlySet<string> OmittedFields { get; init; } = FrozenSet<string>.Empty;
}
