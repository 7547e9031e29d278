namespace InferenceProviders.Routing.Attempts;

/// <summary>What follows a failed attempt.</summary>
internal enum NextAttempt
{
    Stop,
    NextRoute,
}

/// <summary>Which failures another provider can mend.</summary>
internal static class AttemptDecision
{
    public static NextAttempt After(InferenceErrorKind kind) => kind switch
    {
        InferenceErrorKind.ProviderUnavailable or
        InferenceErrorKind.RateLimited or
        InferenceErrorKind.Timeout or
        InferenceErrorKind.Protocol or
        InferenceErrorKind.NotSupported => NextAttempt.NextRoute,
        _ => NextAttempt.Stop,
    };
}
