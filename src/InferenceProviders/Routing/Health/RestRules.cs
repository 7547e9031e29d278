using InferenceProviders.Errors;

namespace InferenceProviders.Routing.Health;

/// <summary>Who is left alone after a failure, and for how long.</summary>
internal static class RestRules
{
    /// <summary>The pause after a 429 that names none.</summary>
    public static readonly TimeSpan DefaultRest = TimeSpan.FromSeconds(5);

    /// <summary>No rest is longer, whatever is asked for.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);

    /// <summary>What rests; null when nothing does.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="isOfKey">Whether the route is that of one key of several.</param>
    public static RestKind? KindOf(InferenceException failure, bool isOfKey) => failure switch
    {
        { IsLoading: true } => RestKind.Route,

        // It was held back here, and says nothing of the provider.
        { Stage: FailureStage.NotSent } => null,
        { Kind: InferenceErrorKind.RateLimited } => RestKind.Account,
        { Kind: InferenceErrorKind.Authentication or InferenceErrorKind.CreditsExhausted } when isOfKey => RestKind.Key,

        // It may be for this model only.
        { Kind: InferenceErrorKind.PermissionDenied } when isOfKey => RestKind.KeyOnRoute,

        // It says when it is back, as a 429 does: there is nothing to find out until then.
        { RetryAfter.Ticks: > 0 } when IsOfProvider(failure) => RestKind.Route,
        _ => null,
    };

    /// <summary>Whether the provider failed, rather than refused.</summary>
    public static bool IsOfProvider(InferenceException failure) =>
        failure is { IsLoading: false, Stage: not FailureStage.NotSent, Kind: not InferenceErrorKind.RateLimited }
        && FailureFacts.IsProvidersFault(failure) && !failure.IsSameEvent;

    /// <summary>How long it rests.</summary>
    public static TimeSpan TimeOf(InferenceException failure, RestKind kind)
    {
        var time = failure.RetryAfter
            ?? (kind is RestKind.Key or RestKind.KeyOnRoute ? KeyHealth.RefusedRest : DefaultRest);
        return time < LongestRest ? time : LongestRest;
    }
}
