namespace InferenceProviders.Errors;

/// <summary>
/// Parts of a request that some servers refuse and an answer does not depend on. Only trying tells of an endpoint that
/// nobody knows.
/// </summary>
[Flags]
internal enum OptionalPart
{
    None = 0,

    /// <summary>The one that the request has, whatever it is.</summary>
    Any = 1,

    /// <summary>Reasoning in the history.</summary>
    Reasoning = 1 << 1,

    /// <summary><c>stream_options</c>, which asks for the counts of a stream.</summary>
    StreamOptions = 1 << 2,

    /// <summary>
    /// <c>content: null</c> beside tool calls, as OpenAI has it: LM Studio, Cloudflare and others want a text
    /// (lmstudio-ai/lmstudio-bug-tracker#261, Kilo-Org/kilocode#12330, mistralai/mistral-common#324).
    /// </summary>
    NullContent = 1 << 3,
}
