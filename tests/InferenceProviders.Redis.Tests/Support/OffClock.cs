namespace InferenceProviders.Redis.Tests.Support;

/// <summary>A clock that goes as fast as others and shows another time.</summary>
internal sealed class OffClock(TimeSpan off) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + off;
}
