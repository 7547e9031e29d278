using InferenceProviders.FaultMatrix.Fleet;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>
/// The fleet of the executable, a fiftieth as long: four processes, two of which are killed, and a server that is away
/// twice.
/// </summary>
public class FleetTests
{
    [RedisFact]
    public async Task A_fleet_keeps_its_limit_its_conversations_and_its_jobs()
    {
        var report = await FleetTest.RunAsync(400);

        Assert.True(report.Billed <= report.Limit, $"{report}");
        Assert.Equal(report.Rests, report.RestsSeen);
        Assert.Equal(report.Conversations.All, report.Conversations.Kept);
        Assert.Equal(report.WithoutStore.All, report.WithoutStore.Answered);
        Assert.Equal(report.Jobs.All, report.Jobs.Fetched);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RedisFactAttribute : FactAttribute
    {
        public RedisFactAttribute() => Skip = RedisServer.Missing;
    }
}
