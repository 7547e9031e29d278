namespace InferenceProviders.Tasks.Completions;

/// <summary>Which optional parts a request has (<see cref="Errors.OptionalPart"/>).</summary>
/// <param name="WithReasoning">Whether the history's reasoning may be in it; the provider has its say too.</param>
/// <param name="WithStreamOptions">Whether a stream asks for its counts.</param>
/// <param name="WithNullContent">Whether no text beside tool calls is null, and not an empty text.</param>
internal readonly record struct ChatForm(bool WithReasoning, bool WithStreamOptions, bool WithNullContent);
