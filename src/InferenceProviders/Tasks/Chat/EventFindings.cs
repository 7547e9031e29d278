using InferenceProviders.Errors;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Chat;

/// <summary>What one event says besides the answer: whether, and how, it reports that the generation failed.</summary>
internal struct EventFindings
{
    /// <summary>Whether it has an <c>error</c> that is one.</summary>
    public bool HasError;

    /// <summary>Whether it has a name that failures have, and answers hardly ever.</summary>
    public bool IsSuspect;

    /// <summary>Whether it has a choice or counts, and so is part of an answer.</summary>
    public bool HasAnswer;

    /// <summary>An error on the choice, as OpenRouter reports what failed behind it.</summary>
    public ErrorBody? ChoiceError;

    /// <summary>A finish reason that says that the generation failed.</summary>
    public string? FailedWith;

    /// <summary>The failure that the event reports; null when there is none, which costs nothing to say.</summary>
    /// <param name="utf8">The event.</param>
    public readonly ErrorBody? Failure(ReadOnlySpan<byte> utf8) =>
        HasError ? ErrorBody.Parse(utf8)
        : ChoiceError
            ?? (FailedWith is { } word ? new ErrorBody($"the generation ended with '{word}'", word, null, null)
        : IsSuspect ? FailureFrame.Find(JsonText.Parse(utf8), HasAnswer)
        : null);
}
