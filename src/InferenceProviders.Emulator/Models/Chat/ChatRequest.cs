using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Tasks.Responses;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>A chat completion request after its shape was checked.</summary>
internal sealed record ChatRequest
{
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    public bool ParallelToolCalls { get; init; } = true;

    public ResponseFormat Format { get; init; } = ResponseFormat.Text;

    /// <summary>The limit on reasoning and answer together.</summary>
    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];

    public bool Stream { get; init; }

    public bool IncludeUsage { get; init; }

    /// <summary><c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c> or <c>xhigh</c>.</summary>
    public string? ReasoningEffort { get; init; }

    public bool LogProbs { get; init; }

    public int TopLogProbs { get; init; }
}

internal sealed record ChatMessage(string Role, IReadOnlyList<ContentPart> Parts)
{
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    public string? ToolCallId { get; init; }

    public string Text => string.Concat(Parts.OfType<TextPart>().Select(part => part.Text));
}

internal abstract record ContentPart;

internal sealed record TextPart(string Text) : ContentPart;

/// <summary>An image: what is to be seen in it when it was sent along, else where it is.</summary>
internal sealed record ImagePart(Picture? Picture, string? Address) : ContentPart;

internal sealed record AudioPart(ReadOnlyMemory<byte> Data, string Format) : ContentPart;

/// <summary>A call of a tool; the arguments are JSON text.</summary>
internal sealed record ToolCall(string Id, string Name, string Arguments);

internal sealed record ToolDefinition(string Name, string Description, JsonNode? Schema);

/// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or one tool by name.</summary>
internal sealed record ToolChoice(string Mode, string? Name = null)
{
    public static ToolChoice Auto { get; } = new("auto");

    public bool Forced => Mode is "required" or "function";
}

/// <summary>What the answer must be: text, any JSON object, or JSON that follows a schema.</summary>
internal sealed record ResponseFormat(bool Json, JsonNode? Schema = null)
{
    public static ResponseFormat Text { get; } = new(false);
}
