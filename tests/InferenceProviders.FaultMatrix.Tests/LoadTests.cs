using InferenceProviders.FaultMatrix.Load;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>The load test of the executable, a tenth as long: every call ends, and nothing is left behind.</summary>
public class LoadTests
{
    private const int Calls = 500;

    [Fact]
    public async Task Calls_of_an_application_whose_providers_fail_end_as_they_should()
    {
        var report = await LoadTest.RunAsync(Calls, atOnce: 50);

        Assert.Equal(0, report.Count(LoadReport.Hung));
        Assert.Equal(0, report.Count(LoadReport.Wrong));
        Assert.Equal(0, report.SocketsLeft);
        Assert.InRange(report.Timeouts, 0, 2);
        Assert.True(report.Answered >= Calls * 95 / 100, report.ToString());
    }
}
