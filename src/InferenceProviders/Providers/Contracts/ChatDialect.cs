using System.Collections.Frozen;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Primitives.Schemas;

namespace InferenceProviders;

/// <summary>How a provider takes chat completions, where it differs from OpenAI's form. All of it is data.</summary>
public sealed record ChatDialect
{
    private const string MaxTokens = "max_tokens";

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

    /// <summary>
    /// Top-level fields that this provider takes and does nothing with. They are sent; calls with
    /// <see cref="RoutingOptions.RequireParameters"/> that have one go elsewhere.
    /// </summary>
    public IReadOnlySet<string> IgnoredFields { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// Where it takes the reasoning of earlier turns. Default: in the field that the reasoning came in.
    /// </summary>
    public ReasoningHistory ReasoningHistory { get; init; }

    /// <summary>
    /// The field for the most tokens of an answer. Default: <c>max_tokens</c>, which every server knows but OpenAI for
    /// models that reason.
    /// </summary>
    public string MaxTokensField { get; init; } = MaxTokens;

    /// <summary>The tools that it runs itself, and how each is asked for. Others are refused before sending.</summary>
    internal IReadOnlyList<ChatTool> Tools { get; init; } = [];

    /// <summary>What it asks of the schema of an answer, and of a function whose schema is strict.</summary>
    internal SchemaRules SchemaRules { get; init; }

    /// <summary>What it asks of the schema of every function.</summary>
    internal SchemaRules FunctionRules { get; init; }

    /// <summary>Beginnings of the ids of older models that take <c>max_tokens</c> all the same.</summary>
    internal IReadOnlyList<string> MaxTokensModels { get; init; } = [];

    /// <summary>
    /// Parts of the ids of the models that take reasoning at all, where others of the provider refuse it; null when all
    /// do.
    /// </summary>
    internal IReadOnlyList<string>? ReasoningModels { get; init; }

    /// <summary>Whether <c>reasoning_details</c> go back beside a field of another name.</summary>
    internal bool TakesReasoningDetails { get; init; }

    /// <summary>The field for the most tokens of an answer of a model of this provider.</summary>
    /// <param name="model">The provider's id of the model.</param>
    internal string MaxTokensFieldOf(string model)
    {
        foreach (var beginning in MaxTokensModels)
        {
            if (model.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return MaxTokens;
            }
        }

        return MaxTokensField;
    }

    /// <summary>Where a model of this provider takes the reasoning of earlier turns.</summary>
    /// <param name="model">The provider's id of the model.</param>
    internal ReasoningHistory ReasoningHistoryOf(string model)
    {
        if (ReasoningModels is { } models)
        {
            foreach (var part in models)
            {
                if (model.Contains(part, StringComparison.OrdinalIgnoreCase))
                {
                    return ReasoningHistory;
                }
            }

            return ReasoningHistory.None;
        }

        return ReasoningHistory;
    }
}
