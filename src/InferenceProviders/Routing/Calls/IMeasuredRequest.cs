using InferenceProviders.Catalog;

namespace InferenceProviders.Routing.Calls;

/// <summary>A request that knows how much of what providers charge for is in it.</summary>
internal interface IMeasuredRequest
{
    /// <summary>How much, for the task that it is sent for.</summary>
    RequestAmounts Measure(InferenceTask task);
}
