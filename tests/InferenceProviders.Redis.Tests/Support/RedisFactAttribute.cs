namespace InferenceProviders.Redis.Tests.Support;

/// <summary>A test that needs a real server. It is skipped, and says so, where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.Missing;
}
