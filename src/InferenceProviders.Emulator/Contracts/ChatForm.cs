namespace InferenceProviders.Emulator.Contracts;

/// <summary>How a provider's chat answers differ from OpenAI's.</summary>
internal sealed record ChatForm
{
    public ReasoningForm Reasoning { get; init; } = ReasoningForm.ReasoningContent;

    /// <summary>Whether message content is an array of parts instead of a string.</summary>
    public bool ContentParts { get; init; }

    /// <summary>The finish reason of stream events before the last one. Null is usual.</summary>
    public string? UnfinishedWord { get; init; }

    public ToolCallForm ToolCalls { get; init; } = new();

    public UsageForm Usage { get; init; }

    /// <summary>A field in <c>usage</c> with the price of the call.</summary>
    public string? CostField { get; init; }

    /// <summary>Whether <c>created</c> has a fraction.</summary>
    public bool FractionalCreated { get; init; }

    /// <summary>
    /// Whether an assistant message may bring back reasoning only in the field in which this provider gave it.
    /// </summary>
    public bool StrictReasoningReplay { get; init; }
}

/// <summary>Where reasoning stands.</summary>
internal enum ReasoningForm
{
    /// <summary>In <c>reasoning_content</c>.</summary>
    ReasoningContent,

    /// <summary>In <c>reasoning</c>.</summary>
    Reasoning,

    /// <summary>In <c>reasoning_details</c>, a list of typed pieces.</summary>
    ReasoningDetails,

    /// <summary>In the content, between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c>.</summary>
    ThinkTags,

    /// <summary>In the content, as parts of type <c>thinking</c>.</summary>
    ContentParts,
}

/// <summary>The words for why an answer ended; null is JSON's null.</summary>
internal sealed record FinishWords(string? Stop = "stop", string? ToolCalls = "tool_calls", string? Length = "length");

/// <summary>How tool calls come.</summary>
internal sealed record ToolCallForm
{
    public IndexForm Index { get; init; }

    public IdForm Id { get; init; }

    public ArgumentsForm Arguments { get; init; }

    /// <summary>Whether a stream has each call in one piece; otherwise the arguments come in several.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether every piece repeats the id and the name.</summary>
    public bool Repeated { get; init; }
}

internal enum IndexForm
{
    Present,
    Missing,

    /// <summary>0 for every call: only the id tells them apart.</summary>
    AlwaysZero,
}

internal enum IdForm
{
    Present,
    Missing,
    Null,
}

internal enum ArgumentsForm
{
    /// <summary>A string of JSON; <c>{}</c> when there are none.</summary>
    Text,

    /// <summary>A JSON object.</summary>
    Object,

    /// <summary>A string of JSON, empty when there are no arguments.</summary>
    TextOrEmpty,

    /// <summary>A string of JSON, null when there are no arguments.</summary>
    TextOrNull,
}

/// <summary>Where a stream has its usage.</summary>
internal enum UsageForm
{
    /// <summary>
    /// In an event of its own after the last one, with <c>choices: []</c>, when <c>stream_options.include_usage</c>
    /// asks for it.
    /// </summary>
    OnRequest,

    /// <summary>In an event of its own, with <c>choices: []</c>, asked for or not.</summary>
    Always,

    /// <summary>In an event of its own, with <c>choices: null</c>, asked for or not.</summary>
    NullChoices,

    /// <summary>In the event with the finish reason.</summary>
    WithFinish,

    /// <summary>In every event, counted up to it.</summary>
    Cumulative,
}
