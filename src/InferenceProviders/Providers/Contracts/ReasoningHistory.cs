namespace InferenceProviders;

/// <summary>
/// Where a provider takes what a model thought in earlier turns. Some servers refuse a request with reasoning in a
/// field that they do not know, others refuse a tool call without the reasoning that led to it; a conversation may come
/// from either.
/// </summary>
public enum ReasoningHistory
{
    /// <summary>
    /// In the field that it came in; <c>reasoning_content</c>, the most common one, for reasoning of unknown origin.
    /// For servers that ignore what they do not know: those behind an endpoint URL, and Hugging Face's automatic
    /// choice.
    /// </summary>
    AsReceived,

    /// <summary>In <c>reasoning_content</c>, whatever it came in.</summary>
    ReasoningContent,

    /// <summary>In <c>reasoning</c>, whatever it came in.</summary>
    Reasoning,

    /// <summary>Nowhere: it is left out.</summary>
    None,
}
