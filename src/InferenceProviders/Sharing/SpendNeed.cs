namespace InferenceProviders.Sharing;

/// <summary>What an account needs at the moment, in nano-dollars.</summary>
/// <param name="Limit">The whole limit.</param>
/// <param name="Reserved">What attempts under way hold.</param>
/// <param name="Waiting">What calls wait for.</param>
/// <param name="IsEnding">Whether the process ends, so that nothing is leased ahead.</param>
internal readonly record struct SpendNeed(long Limit, long Reserved, long Waiting, bool IsEnding);
