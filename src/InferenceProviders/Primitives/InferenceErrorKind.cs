using System.Text.Json.Serialization;

namespace InferenceProviders;

/// <summary>What went wrong, independent of the provider and of the words it used.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InferenceErrorKind>))]
public enum InferenceErrorKind
{
    /// <summary>An error that fits no other kind.</summary>
    Unknown,

    /// <summary>No token, or one that was not accepted (401).</summary>
    Authentication,

    /// <summary>
    /// The token is good but may not do this (403): a missing permission, a gated model, a blocked organization.
    /// </summary>
    PermissionDenied,

    /// <summary>The account has no credits left (402). Another provider on the same account will not help.</summary>
    CreditsExhausted,

    /// <summary>A <see cref="SpendLimit"/> of your own leaves too little for the call; it was not sent.</summary>
    SpendLimitReached,

    /// <summary>
    /// The store that processes share a <see cref="SpendLimit"/> in cannot be reached, and the lease in hand is not
    /// enough for the call; it was not sent. See <see cref="SharingOptions.WhenStoreIsDown"/>.
    /// </summary>
    SharedStoreUnavailable,

    /// <summary>
    /// Too many requests (429). <see cref="InferenceException.RetryAfter"/> tells how long to wait, when the provider
    /// said so.
    /// </summary>
    RateLimited,

    /// <summary>The model does not exist, or no provider serves it for this task.</summary>
    ModelNotFound,

    /// <summary>This provider, route or protocol cannot do what was asked (tools, a media type, an option).</summary>
    NotSupported,

    /// <summary>The request is wrong (400, 413, 422, or refused by this library before sending).</summary>
    InvalidRequest,

    /// <summary>The prompt and the answer do not fit into the model's context.</summary>
    ContextLengthExceeded,

    /// <summary>The provider refused the prompt or the answer for its content.</summary>
    ContentFiltered,

    /// <summary>The provider could not be reached or failed (connection errors, 5xx).</summary>
    ProviderUnavailable,

    /// <summary>A deadline passed: see <see cref="InferenceTimeouts"/>.</summary>
    Timeout,

    /// <summary>
    /// The provider sent something that is not an answer: malformed JSON, HTML, a redirect, a body over its limit.
    /// </summary>
    Protocol,

    /// <summary>
    /// The answer broke off after some of it had been delivered. <see cref="InferenceException.PartialText"/> has what
    /// came before. It is never continued with text from another provider.
    /// </summary>
    Interrupted,
}
