using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>A request for a response after its shape was checked.</summary>
internal sealed record ResponsesRequest
{
    /// <summary>The conversation as a model reads it; what was said about MCP calls is not in it.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public IReadOnlyList<ToolDefinition> Functions { get; init; } = [];

    public IReadOnlyList<McpServerEntry> Servers { get; init; } = [];

    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    public ResponseFormat Format { get; init; } = ResponseFormat.Text;

    public int? MaxTokens { get; init; }

    public string? Effort { get; init; }

    public bool Stream { get; init; }

    /// <summary>What the model's provider has against the input; it says so when it is asked.</summary>
    public ApiException? Objection { get; init; }

    public ResponsesInput Input { get; init; } = ResponsesInput.None;

    /// <summary>The fields that a response repeats.</summary>
    public required JsonObject Echo { get; init; }
}

/// <summary>What the input has besides the conversation.</summary>
/// <param name="Listed">The labels of servers whose tools were listed before, with the items that say so.</param>
/// <param name="Requests">Approval requests by their ids.</param>
/// <param name="Responses">Their answers, in order.</param>
/// <param name="CallIds">The ids of MCP calls that were run.</param>
internal sealed record ResponsesInput(
    IReadOnlyDictionary<string, JsonObject> Listed,
    IReadOnlyDictionary<string, ApprovalRequest> Requests,
    IReadOnlyList<(string RequestId, bool Approved)> Responses,
    IReadOnlySet<string> CallIds)
{
    public static ResponsesInput None { get; } = new(
        new Dictionary<string, JsonObject>(), new Dictionary<string, ApprovalRequest>(), [], new HashSet<string>());
}

internal sealed record ApprovalRequest(string Server, string Tool, string Arguments);

/// <summary>An MCP server of a request.</summary>
internal sealed record McpServerEntry(
    string Label, Uri? Address, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string>? Allowed,
    ApprovalPolicy Approval);

/// <summary>Which tools need an approval: all, none, or by their names. A tool in neither list needs one.</summary>
internal sealed record ApprovalPolicy(bool Always, IReadOnlySet<string> Never)
{
    public bool Asks(string tool) => Always && !Never.Contains(tool);
}
