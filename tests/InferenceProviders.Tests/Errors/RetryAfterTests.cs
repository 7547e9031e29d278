using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Errors;

/// <summary>How long a provider asks to wait.</summary>
public sealed class RetryAfterTests
{
    // The clock of the tests stands at 2026-01-02 03:04:05.
    [Theory]
    [InlineData("Retry-After: 7", 7.0)]
    [InlineData("Retry-After: 0", 0.0)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:05:05 GMT", 60.0)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:00:00 GMT", 0.0)]
    [InlineData("retry-after: 120", 120.0)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("Retry-After: -5", null)]
    [InlineData("Retry-After: 99999999999999", null)]
    [InlineData("X-Nothing: 1", null)]
    public async Task The_header_is_read_in_both_forms(string header, double? seconds)
    {
        foreach (var status in new[] { 429, 503 })
        {
            var error = await FailureAsync(Reply.Json("""{"error":"Slow down"}""", status, header));
            Assert.Equal(seconds, error.RetryAfter?.TotalSeconds);
            Assert.Equal(
                status == 429 && seconds is not null, error.Message.Contains("Retry after", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("20.5", 20.5)]
    [InlineData("0", null)]
    [InlineData("-3", null)]
    [InlineData("1e300", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("null", null)]
    public async Task The_time_that_a_model_takes_to_load_is_read(string estimate, double? seconds) =>
        Assert.Equal(
            seconds,
            (await FailureAsync(
                Reply.Json(
                    $$"""{"error":"Model is loading","estimated_time":{{estimate}}}""",
                    503))).RetryAfter?.TotalSeconds);

    [Fact]
    public async Task The_header_wins_over_the_estimate() =>
        Assert.Equal(
            TimeSpan.FromSeconds(2),
            (await FailureAsync(
                Reply.Json("""{"error":"Model is loading","estimated_time":20}""", 503, "Retry-After: 2"))).RetryAfter);

    private static async Task<InferenceException> FailureAsync(Reply reply)
    {
        await using var server = ScriptedServer.Start(reply);
        using var router = server.Router(options => options.TimeProvider = new ManualTime());
        return await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync("Hi"));
    }
}
