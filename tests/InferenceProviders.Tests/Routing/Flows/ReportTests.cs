using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Flows;

public class ReportTests
{
    [Fact]
    public async Task The_cost_is_estimated_from_the_catalogues_prices_and_the_providers_counts()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.Policy = RoutePolicies.Cheapest);

        var report = (await rig.Chat.GetResponseAsync("What does this cost?")).GetRoutingReport()!;

        // The emulator lists novita at 0.04 dollars a million prompt tokens and 0.15 dollars a million answer tokens.
        Assert.Equal("novita", report.Provider);
        Assert.Equal(CostSource.Estimated, report.CostSource);
        var expected = decimal.Ceiling(
            (report.Usage!.InputTokenCount!.Value * 40m) + (report.Usage.OutputTokenCount!.Value * 150m));
        Assert.Equal((long)expected, report.CostNanoUsd);
        Assert.Equal(expected / 1_000_000_000m, report.Cost);
    }

    [Theory]
    [InlineData("0.00012345", 123_450)]
    [InlineData("1e-9", 1)]
    [InlineData("0", 0)]
    public async Task A_cost_that_the_provider_reports_is_taken_as_it_is(string reported, long nanos)
    {
        await using var rig = await EmulatedRouter.StartAsync();
        rig.OnAutoRoute().Respond($$$"""
            {"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12,"estimated_cost":{{{reported}}}}}
            """);

        var report = (await rig.Chat.GetResponseAsync("Hello")).GetRoutingReport()!;

        Assert.Equal((CostSource.Reported, nanos), (report.CostSource, report.CostNanoUsd));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"a lot\"")]
    [InlineData("1e400")]
    [InlineData("{\"usd\":1}")]
    public async Task A_cost_that_is_no_amount_is_not_believed(string reported)
    {
        await using var rig = await EmulatedRouter.StartAsync();
        rig.OnAutoRoute().Respond($$$"""
            {"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":10,"estimated_cost":{{{reported}}},"completion_tokens":2}}
            """);

        var response = await rig.Chat.GetResponseAsync("Hello");

        Assert.Equal(
            (CostSource.Unknown, null),
            (response.GetRoutingReport()!.CostSource, response.GetRoutingReport()!.CostNanoUsd));
        Assert.Equal((10, 2), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task Without_a_price_the_cost_is_unknown_rather_than_zero()
    {
        await using var rig = await EmulatedRouter.StartAsync();

        var report = (await rig.Router.AsIChatClient(EmulatedRouter.Model, "newcomer").GetResponseAsync("Hello"))
            .GetRoutingReport()!;

        Assert.Equal((CostSource.Unknown, null, null), (report.CostSource, report.CostNanoUsd, report.Cost));
    }

    [Fact]
    public async Task A_stream_reports_its_first_token_its_speed_and_its_tokens_by_kind()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.Policy = RoutePolicies.Fastest);

        var report = (await rig.Chat.GetStreamingResponseAsync("Tell me about it.").ToChatResponseAsync())
            .GetRoutingReport()!;

        Assert.True(report.TimeToFirstToken > TimeSpan.Zero);
        Assert.True(report.TimeToFirstToken <= report.Duration);
        Assert.True(report.Usage!.InputTokenCount > 0 && report.Usage.OutputTokenCount > 0);
        Assert.True(report.TokensPerSecond > 0);
        Assert.Equal(CostSource.Estimated, report.CostSource);
    }

    [Fact]
    public async Task A_failure_carries_the_report_of_its_attempts()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together", "novita"]);
        rig.Emulator.Script.For().Fail(500, headers: new Dictionary<string, string> { ["x-request-id"] = "req-7" });

        var failure = await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello"));

        Assert.Equal(
            ["groq", "together", "novita"], failure.RoutingReport!.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal("req-7", failure.RoutingReport.RequestId);
        Assert.Equal(failure.Attempts, failure.RoutingReport.Attempts);
    }
}
