using InferenceProviders.Errors;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// The rules by which a call goes on to the next model of its chain, in one place; docs/routing.md has them as a table.
/// <see cref="AttemptRules"/> has those for another attempt of the same model, which come first.
/// </summary>
internal static class ModelRules
{
    /// <summary>Whether the next model may be asked after a failure of this one.</summary>
    public static bool MovesOn(InferenceException failure, RoutingRules rules) => failure.Kind switch
    {
        // The model, or whoever serves it, cannot: another one may.
        InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.RateLimited or InferenceErrorKind.Timeout
            or InferenceErrorKind.Protocol or InferenceErrorKind.ModelNotFound or InferenceErrorKind.NotSupported
            or InferenceErrorKind.ContextLengthExceeded or InferenceErrorKind.CreditsExhausted => true,

        // A whole answer of which nothing was delivered. What a stream delivers ends the call before this is asked.
        InferenceErrorKind.Interrupted => true,

        // What the model wrote could not be read; nothing is wrong with the request.
        InferenceErrorKind.InvalidRequest => AttemptRules.IsFailedGeneration(failure.Code),
        InferenceErrorKind.ContentFiltered => rules.FallsBackOnContentFilter,
        InferenceErrorKind.SpendLimitReached => failure.SpendLimit is { WhenSpent.Count: > 0 },

        // A wrong key, a missing permission or a wrong argument would stay unseen for as long as another model answers.
        _ => false,
    };

    /// <summary>
    /// Whether a route of another model may do better than the one that has failed: not on a host that was not reached,
    /// and not on an account that is empty.
    /// </summary>
    public static bool Mends(Route route, Route failed, InferenceException failure) =>
        failure.Kind == InferenceErrorKind.CreditsExhausted ? route.Account != failed.Account
            : !FailureFacts.HostIsDown(failure) || route.BaseAddress.Authority != failed.BaseAddress.Authority;

    /// <summary>
    /// The failure that tells the caller most, of a chain in which no model could answer: one that may pass, since the
    /// same call can succeed later, and of several the one that says when; then one that is about the request or the
    /// account; then what a model cannot do; and last, a model that is not there. Of equal ones, that of the model that
    /// comes first.
    /// </summary>
    public static ModelFailure MostTelling(IReadOnlyList<ModelFailure> failures) =>
        failures.OrderByDescending(one => Telling(one.Failure.Kind))
            .ThenBy(one => one.Failure.RetryAfter ?? TimeSpan.MaxValue).First();

    private static int Telling(InferenceErrorKind kind) => kind switch
    {
        InferenceErrorKind.RateLimited or InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.Timeout => 3,
        InferenceErrorKind.ModelNotFound => 0,
        InferenceErrorKind.NotSupported => 1,
        _ => 2,
    };
}
