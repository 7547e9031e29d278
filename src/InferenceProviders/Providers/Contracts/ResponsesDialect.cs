using System.Collections.Frozen;
using InferenceProviders.Primitives.Schemas;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// How a provider takes <c>/v1/responses</c>. The defaults are what every server understands; all differences are data.
/// </summary>
public sealed record ResponsesDialect
{
    /// <summary>
    /// Hugging Face's router, which runs the open-source <c>responses.js</c>: stateless, bodies of at most 102,400
    /// bytes (one byte more is a 413), reasoning efforts low, medium and high, and token counts that are zero when they
    /// are not known. Measured on its commit c0ac6ee.
    /// </summary>
    public static ResponsesDialect HuggingFace { get; } = new()
    {
        RequestBytes = 102_400,
        HasThreeEfforts = true,
        ToolTime = TimeSpan.FromSeconds(60),
        ZeroUsageIsUnknown = true,
    };

    /// <summary>
    /// OpenAI's own (https://platform.openai.com/docs/api-reference/responses). Nothing is kept there unless the caller
    /// wants it: a conversation, a background response, or <c>store</c> in the additional properties.
    /// </summary>
    public static ResponsesDialect OpenAI { get; } = new()
    {
        HasDeveloperRole = true,
        HasFiles = true,
        HasOutputParts = true,
        HasAnnotations = true,
        HasConnectors = true,
        HasReasoningSummaries = true,
        EncryptsReasoning = true,
        StoresUnlessTold = true,
        KeepsResponses = true,
        HostedTools = HostedTools.All,
        FunctionsAreStrictUnlessTold = true,
        RunsFunctionsBesideMcp = true,
        ToolTime = TimeSpan.FromSeconds(60),
        SchemaRules = SchemaRules.ParameterProperties,
    };

    /// <summary>The path below the provider's base address. Default: <c>/v1/responses</c>.</summary>
    public string Path { get; init; } = "/v1/responses";

    /// <summary>
    /// The largest request body in bytes, checked before sending; greater than zero. Null for no limit of the server's
    /// that is known.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int? RequestBytes
    {
        get;
        init => field = value is null or > 0 ? value
            : throw new ArgumentOutOfRangeException(
                nameof(RequestBytes), value, "The largest body must be greater than zero bytes.");
    }

    /// <summary>The efforts that it has words for. Others are refused before sending. Default: all.</summary>
    public IReadOnlySet<ReasoningEffort> ReasoningEfforts
    {
        get => field ?? (HasThreeEfforts ? Efforts.Three : Efforts.All);
        init;
    }

    /// <summary>Whether these are low, medium and high, where no others are set.</summary>
    internal bool HasThreeEfforts { get; init; }

    /// <summary>
    /// Whether messages of the role <c>developer</c> reach the model. Elsewhere they are sent as <c>system</c>.
    /// </summary>
    public bool HasDeveloperRole { get; init; }

    /// <summary>Whether it takes files and the ids of uploaded images (<c>input_file</c>, <c>file_id</c>).</summary>
    public bool HasFiles { get; init; }

    /// <summary>
    /// Whether what a tool returned may be a list of texts, images and files (<c>output</c>). Elsewhere it is text, and
    /// what else there is follows in a message of the user.
    /// </summary>
    internal bool HasOutputParts { get; init; }

    /// <summary>
    /// Whether a message of the assistant takes its sources back (<c>annotations</c>). Elsewhere they are told behind
    /// the text.
    /// </summary>
    internal bool HasAnnotations { get; init; }

    /// <summary>Whether an MCP server may be named instead of addressed (<c>connector_id</c>).</summary>
    public bool HasConnectors { get; init; }

    /// <summary>
    /// The tools that it runs itself; what they did comes as the contents of Microsoft.Extensions.AI for each. Others
    /// are refused before sending. Default: none.
    /// </summary>
    public HostedTools HostedTools { get; init; }

    /// <summary>Whether summaries of the reasoning can be asked for.</summary>
    public bool HasReasoningSummaries { get; init; }

    /// <summary>Whether reasoning goes back encrypted, and only so; elsewhere as text.</summary>
    public bool EncryptsReasoning { get; init; }

    /// <summary>
    /// Whether it can keep responses and conversations, so that <see cref="ChatOptions.ConversationId"/>,
    /// <see cref="ChatOptions.AllowBackgroundResponses"/> and <see cref="ChatOptions.ContinuationToken"/> mean
    /// something there (<c>previous_response_id</c>, <c>conversation</c>, <c>background</c>, and
    /// <c>GET /v1/responses/{id}</c>). Elsewhere the first and the last are refused, and background responses are not
    /// asked for. Default: no.
    /// </summary>
    public bool KeepsResponses { get; init; }

    /// <summary>
    /// Whether it keeps responses unless <c>store</c> is false, which is sent where the caller does not want it:
    /// without a conversation, a background response, or <c>store</c> in the additional properties.
    /// </summary>
    public bool StoresUnlessTold { get; init; }

    /// <summary>Whether it changes a function's schema into a strict one unless <c>strict</c> is false.</summary>
    public bool FunctionsAreStrictUnlessTold { get; init; }

    /// <summary>
    /// Whether functions of the caller's work beside MCP tools. On Hugging Face's router a function whose name is that
    /// of any MCP tool of the request is run as that MCP tool.
    /// </summary>
    public bool RunsFunctionsBesideMcp { get; init; }

    /// <summary>
    /// How long a tool may run on the server without an event; added to <see cref="InferenceTimeouts.BetweenTokens"/>
    /// meanwhile. From zero to 24 days. Default: zero.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or over 24 days.</exception>
    public TimeSpan ToolTime
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(24) ? value
            : throw new ArgumentOutOfRangeException(
                nameof(ToolTime), value, "The time of a tool must be between zero and 24 days.");
    }

    /// <summary>What it asks of every JSON schema.</summary>
    internal SchemaRules SchemaRules { get; init; }

    /// <summary>Whether a count of zero means that nobody counted.</summary>
    public bool ZeroUsageIsUnknown { get; init; }

    /// <summary>
    /// Made when a request sets an effort: code for sets of an enumeration is compiled for each program.
    /// </summary>
    private static class Efforts
    {
        public static readonly FrozenSet<ReasoningEffort> All = FrozenSet.Create(Enum.GetValues<ReasoningEffort>());

        public static readonly FrozenSet<ReasoningEffort> Three =
            FrozenSet.Create(ReasoningEffort.Low, ReasoningEffort.Medium, ReasoningEffort.High);
    }
}
