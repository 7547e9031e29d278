using InferenceProviders.Spending;

namespace InferenceProviders.Redis.Tests.Support;

/// <summary>A call of a simulated process: what it holds, what it may cost and does cost, and when it ends.</summary>
internal sealed record SpendCall(SpendHold[] Holds, long Most, long Cost, TimeSpan Until);
