namespace InferenceProviders.Errors;

/// <summary>What a failure says about the attempt, wherever it happened.</summary>
internal static class FailureFacts
{
    /// <summary>
    /// Whether the provider may have done what was asked. Refusals (4xx) and connections that were never made are
    /// certain; after anything else a request is repeated only where that harms neither bill nor data.
    /// </summary>
    public static bool MayHaveRun(InferenceException failure) =>
        failure.Stage == FailureStage.Exchange && (int?)failure.StatusCode is not (>= 400 and < 500);

    /// <summary>
    /// Whether the failure is about the account, so that another key may be taken where this one was not.
    /// </summary>
    public static bool IsAboutAccount(InferenceException failure) =>
        failure.Kind is InferenceErrorKind.RateLimited or InferenceErrorKind.CreditsExhausted
            or InferenceErrorKind.Authentication or InferenceErrorKind.PermissionDenied
        || IsOverRate(failure);

    /// <summary>
    /// Whether a request was refused because it is larger than what an account may send in a minute, rather than longer
    /// than the model's context.
    /// </summary>
    public static bool IsOverRate(InferenceException failure) =>
        failure.Kind == InferenceErrorKind.ContextLengthExceeded
        && failure.Code?.Contains("rate_limit", StringComparison.Ordinal) is true;

    /// <summary>Whether the host itself was not reached, so that another path on it will not be either.</summary>
    public static bool HostIsDown(InferenceException failure) =>
        failure.Stage is FailureStage.Resolve or FailureStage.Connect or FailureStage.Tls;

    /// <summary>
    /// Whether the failure says something about the provider's health, rather than about the request or the account.
    /// </summary>
    public static bool IsProvidersFault(InferenceException failure) =>
        !failure.SaysNothingOfHealth
        && failure.Kind is InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.Timeout
            or InferenceErrorKind.Protocol or InferenceErrorKind.Interrupted;
}
