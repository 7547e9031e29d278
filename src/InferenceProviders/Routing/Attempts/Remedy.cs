using InferenceProviders.Errors;
using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Routing.Attempts;

/// <summary>What may follow a failure.</summary>
/// <param name="Decision">The rule for it (<see cref="AttemptRules"/>).</param>
/// <param name="Failure">The failure.</param>
/// <param name="Failed">The route that it happened on.</param>
internal readonly record struct Remedy(AttemptDecision Decision, InferenceException Failure, Route Failed)
{
    /// <summary>Whether another route, or the same one after a pause, may succeed where this one failed.</summary>
    public bool Mends(Route route, Call call) => Decision switch
    {
        // What is about the provider is the same with every key.
        _ when route.HasOtherKey(Failed) => FailureFacts.IsAboutAccount(Failure),
        AttemptDecision.OtherKey => false,
        AttemptDecision.OtherAccount => call.Routing.AllowOtherAccount && route.Account != Failed.Account,
        AttemptDecision.LongerContext => route.Offer?.ContextLength > (Failed.Offer?.ContextLength
            ?? call.Needs.InputTokens + (call.Needs.MaxOutputTokens ?? 0)),
        _ when FailureFacts.HostIsDown(Failure) => route.BaseAddress.Authority != Failed.BaseAddress.Authority,
        _ => true,
    };
}
