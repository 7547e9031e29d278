using System.Globalization;
using InferenceProviders.Errors;

namespace InferenceProviders.Sharing;

/// <summary>What a call is told that a lease is not enough for, when the store cannot give more.</summary>
internal static class StoreRefusal
{
    /// <param name="limit">The limit.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="why">Why the store cannot.</param>
    public static InferenceException Of(SpendLimit limit, string name, string why) =>
        new(
            InferenceErrorKind.SharedStoreUnavailable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The call was not sent: what this process has leased of the spend limit '{name}' of {limit.Limit} US "
                    + $"dollars is not enough for it, and the shared store cannot give more: {why}. "
                    + $"{nameof(SharingOptions)}.{nameof(SharingOptions.WhenStoreIsDown)} can let calls go on."))
        {
            Stage = FailureStage.NotSent,
            SpendLimit = limit,
        };
}
