using System.Net;

namespace InferenceProviders;

/// <summary>One attempt of a call: where it went and how it ended.</summary>
public sealed record RouteAttempt
{
    /// <summary>
    /// The provider that was asked; <c>auto</c> when the server-side router chose and did not say whom, or when the
    /// model was left out of a chain before anybody was asked.
    /// </summary>
    public required string Provider { get; init; }

    /// <summary>
    /// The model that was asked, as the caller named it; null when the call was about none. In a chain of models it is
    /// not the same for all attempts.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>On whose account.</summary>
    public AuthMode AuthMode { get; init; }

    /// <summary>
    /// The name of the key of yours that was sent, where the provider has several or the only one has a name; otherwise
    /// null.
    /// </summary>
    public string? KeyName { get; init; }

    /// <summary>Null for the attempt that succeeded, and for those that it superseded.</summary>
    public InferenceErrorKind? Error { get; init; }

    /// <summary>Whether it was canceled because another attempt of the same call had the first content.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>The HTTP status, when there was a response.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>Why it failed, in the words of <see cref="Exception.Message"/>; null for success.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// How long it waited before it was sent, for <see cref="InferenceProvidersOptions.RateLimits"/>; zero for not at
    /// all.
    /// </summary>
    public TimeSpan Waited { get; init; }

    /// <summary>
    /// From sending to the first content (success) or to the failure; of an answer that broke off, to where it did.
    /// </summary>
    public TimeSpan Duration { get; init; }
}
