using InferenceProviders.Errors;

namespace InferenceProviders.Routing.Calls;

/// <summary>One HTTP request of an attempt, ready to be sent.</summary>
/// <param name="Uri">Where to: below the route's address.</param>
/// <param name="Content">The body. It is disposed when it was sent.</param>
internal readonly record struct RouteMessage(Uri Uri, HttpContent? Content)
{
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>Headers of this request only; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Whether sending it starts something that must not be started twice.</summary>
    public bool Commits { get; init; }

    /// <summary>
    /// Whether there is something in it that the answer does not depend on, and that some servers refuse with a 400.
    /// After that status it is sent once more without.
    /// </summary>
    public bool HasOptionalParts { get; init; }

    /// <summary>
    /// The parts of which a refusal tells the one that is left out then; none where there is only one, or none.
    /// </summary>
    public OptionalPart OptionalParts { get; init; }

    /// <summary>A word that a refusal of the optional parts has in it; null when any 400 may be about them.</summary>
    public string? OptionalPartsWord { get; init; }
}
