using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Contracts;

/// <summary>
/// How a provider's chat answers differ from OpenAI's. The assignment is plausible and stable, and together the profiles show every
/// difference that clients meet; it is not a record of what each provider does today.
/// </summary>
internal sealed record EmulatedProvider(string Name)
{
    /// <summary>The path of raw text completions, or null when it has none; <c>{model}</c> stands for the model's id.</summary>
    public string? CompletionsPath { get; init; }

    public ReasoningForm Reasoning { get; init; } = ReasoningForm.ReasoningContent;

    /// <summary>Whether message content is an array of parts instead of a string.</summary>
    public bool ContentParts { get; init; }

    public FinishWords Finish { get; init; } = new();

    /// <summary>The finish reason of stream events before the last one. Null is usual.</summary>
    public string? UnfinishedWord { get; init; }

    public ToolCallForm ToolCalls { get; init; } = new();

    public UsageForm Usage { get; init; }

    /// <summary>A field in <c>usage</c> with the price of the call.</summary>
    public string? CostField { get; init; }

    public StreamForm Stream { get; init; } = new();

    /// <summary>Whether <c>created</c> has a fraction.</summary>
    public bool FractionalCreated { get; init; }

    public ErrorForm Errors { get; init; }

    /// <summary>The status of a malformed request: 400, or 422 where a validating web framework answers.</summary>
    public int InvalidStatus { get; init; } = 400;

    /// <summary>The response header with the request's id.</summary>
    public string RequestIdHeader { get; init; } = ResponseWriting.DefaultRequestIdHeader;

    /// <summary>Top-level fields that it refuses.</summary>
    public IReadOnlyList<string> RefusedFields { get; init; } = [];

    /// <summary>Headers without which it refuses a request.</summary>
    public IReadOnlyDictionary<string, string> RequiredHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether an assistant message may bring back reasoning only in the field in which this provider gave it.</summary>
    public bool StrictReasoningReplay { get; init; }
}
