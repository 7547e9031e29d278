using InferenceProviders.Errors;

namespace InferenceProviders.Routing.Calls;

/// <summary>Tells from the words of a refusal which optional part it is about.</summary>
internal static class OptionalParts
{
    private static readonly string[] TextWords =
        ["null", "<nil>", "none", "be a string", "valid string", "string or", "expected string", "content type"];

    /// <param name="words">What the server said; null for nothing.</param>
    /// <param name="parts">Those that the request has.</param>
    /// <returns>One of them, or none.</returns>
    public static OptionalPart Find(string? words, OptionalPart parts) =>
        words is null ? OptionalPart.None
        : parts.HasFlag(OptionalPart.Reasoning) && Has(words, "reasoning") ? OptionalPart.Reasoning
        : parts.HasFlag(OptionalPart.StreamOptions) && Has(words, "stream_options") ? OptionalPart.StreamOptions
        : parts.HasFlag(OptionalPart.NullContent) && Has(words, "content")
            && Array.Exists(TextWords, word => Has(words, word)) ? OptionalPart.NullContent
        : OptionalPart.None;

    private static bool Has(string words, string word) => words.Contains(word, StringComparison.OrdinalIgnoreCase);
}
