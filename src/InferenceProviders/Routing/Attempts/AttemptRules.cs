using System.Net;
using InferenceProviders.Errors;

namespace InferenceProviders.Routing.Attempts;

/// <summary>The rules by which a failed attempt is followed by another, in one place.</summary>
internal static class AttemptRules
{
    public static AttemptDecision After(InferenceException failure, Route route) => failure.Kind switch
    {
        // Refused before anything ran or was billed. It may be because of what can be left out: without it, the same route may take the request.
        _ when failure.MayBeAboutOptionalParts => AttemptDecision.WithoutOptionalParts,

        // A certificate does not mend itself while we wait.
        InferenceErrorKind.ProviderUnavailable when failure.Stage == FailureStage.Tls => AttemptDecision.NextRoute,
        InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.RateLimited => AttemptDecision.NextRouteOrWait,

        // A server's 408 is about the connection; a limit of the caller's own has passed and is not passed twice.
        InferenceErrorKind.Timeout when failure.StatusCode == HttpStatusCode.RequestTimeout => AttemptDecision.NextRouteOrWait,
        InferenceErrorKind.Timeout or InferenceErrorKind.Protocol or InferenceErrorKind.NotSupported => AttemptDecision.NextRoute,
        InferenceErrorKind.InvalidRequest when IsFailedGeneration(failure.Code) => AttemptDecision.NextRoute,
        InferenceErrorKind.ContextLengthExceeded => AttemptDecision.LongerContext,
        InferenceErrorKind.CreditsExhausted => AttemptDecision.OtherAccount,

        // Another provider may be cheaper, or have a price at all.
        InferenceErrorKind.SpendLimitReached => AttemptDecision.NextRoute,
        InferenceErrorKind.ModelNotFound when route.IsKept => AttemptDecision.NextRoute,
        _ => AttemptDecision.Stop,
    };

    /// <summary>
    /// Whether the provider may have done what was asked. Refusals (4xx) and connections that were never made are certain; after anything else
    /// a request is repeated only where that harms neither bill nor data.
    /// </summary>
    public static bool MayHaveRun(InferenceException failure) =>
        failure.Stage == FailureStage.Exchange && (int?)failure.StatusCode is not (>= 400 and < 500);

    /// <summary>Whether the host itself was not reached, so that another path on it will not be either.</summary>
    public static bool HostIsDown(InferenceException failure) => failure.Stage is FailureStage.Resolve or FailureStage.Connect or FailureStage.Tls;

    /// <summary>Whether the failure says something about the provider's health, rather than about the request or the account.</summary>
    public static bool IsProvidersFault(InferenceException failure) =>
        failure.Kind is InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.Timeout or InferenceErrorKind.Protocol or InferenceErrorKind.Interrupted;

    /// <summary>The model wrote a tool call that its provider could not read. Groq calls it <c>tool_use_failed</c> and answers 400.</summary>
    private static bool IsFailedGeneration(string? code) =>
        code is "tool_use_failed" or "tool_call_failed" or "json_validate_failed" or "failed_generation";
}
