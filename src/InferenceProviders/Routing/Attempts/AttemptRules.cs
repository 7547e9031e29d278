using System.Net;
using InferenceProviders.Errors;

namespace InferenceProviders.Routing.Attempts;

/// <summary>The rules by which a failed attempt is followed by another, in one place.</summary>
internal static class AttemptRules
{
    public static AttemptDecision After(InferenceException failure, Route route) => failure.Kind switch
    {
        // Refused before anything ran or was billed. It may be because of what can be left out: without it, the same
        // route may take the request.
        _ when failure.MayBeAboutOptionalParts => AttemptDecision.WithoutOptionalParts,

        // A certificate does not mend itself while we wait.
        InferenceErrorKind.ProviderUnavailable when failure.Stage == FailureStage.Tls => AttemptDecision.NextRoute,
        InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.RateLimited => AttemptDecision.NextRouteOrWait,

        // A server's 408 is about the connection; a limit of the caller's own has passed and is not passed twice.
        InferenceErrorKind.Timeout when failure.StatusCode == HttpStatusCode.RequestTimeout =>
            AttemptDecision.NextRouteOrWait,
        InferenceErrorKind.Timeout or InferenceErrorKind.Protocol or InferenceErrorKind.NotSupported =>
            AttemptDecision.NextRoute,

        // The model's fault, not the request's: the next answer may be another one.
        InferenceErrorKind.InvalidRequest when IsFailedGeneration(failure.Code) => AttemptDecision.NextRouteOrWait,

        // A whole answer of which nothing was delivered. What a stream delivers ends the call before this is asked.
        InferenceErrorKind.Interrupted => AttemptDecision.NextRoute,

        // Larger than what this account may send to this provider in a minute: elsewhere another limit holds.
        InferenceErrorKind.ContextLengthExceeded when FailureFacts.IsOverRate(failure) => AttemptDecision.NextRoute,
        InferenceErrorKind.ContextLengthExceeded => AttemptDecision.LongerContext,
        InferenceErrorKind.CreditsExhausted => AttemptDecision.OtherAccount,

        // The key is refused, not the request.
        InferenceErrorKind.Authentication or InferenceErrorKind.PermissionDenied when route.Keys is not null =>
            AttemptDecision.OtherKey,

        // Another provider may be cheaper, or have a price at all.
        InferenceErrorKind.SpendLimitReached => AttemptDecision.NextRoute,
        InferenceErrorKind.ModelNotFound when route.IsKept => AttemptDecision.NextRoute,
        _ => AttemptDecision.Stop,
    };

    /// <summary>
    /// The model wrote a tool call that its provider could not read. Groq calls it <c>tool_use_failed</c> and answers
    /// 400.
    /// </summary>
    public static bool IsFailedGeneration(string? code) =>
        code is "tool_use_failed" or "tool_call_failed" or "json_validate_failed" or "failed_generation";
}
