using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Runners;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Replay;

/// <summary>Replays one capture through the public API.</summary>
internal static class CaseReplay
{
    /// <summary>Everything in which we differ from the client; empty for a match.</summary>
    public static async Task<IReadOnlyList<Difference>> RunAsync(WireCase wireCase, ICaseRunner runner)
    {
        var clock = new ReplayClock();
        using var caller = new CancellationTokenSource();
        using var handler = new ReplayHandler(wireCase, clock, caller);
        JsonNode? result = null;
        Exception? failure = null;
        try
        {
            using var router = new InferenceRouter(CaseOptions.For(wireCase, handler, clock, runner.Options));
            try
            {
                result = await runner.CallAsync(wireCase.Call, router, caller.Token);
            }
            finally
            {
                await handler.AbandonedAsync();
            }
        }
        catch (Exception exception)
            when (exception is InferenceException or ArgumentException or OperationCanceledException)
        {
            failure = exception;
        }

        var differences = handler.Differences();
        return [.. differences, .. CompareResult(wireCase, runner, handler, result, failure)];
    }

    private static IEnumerable<Difference> CompareResult(
        WireCase wireCase, ICaseRunner runner, ReplayHandler handler, JsonNode? result, Exception? failure)
    {
        if (wireCase.Error is { } error)
        {
            return failure is null
                ? [new Difference(
                    "result", error.ToString(), Difference.Show(JsonSerializer.SerializeToElement(result)))]
                : ErrorComparison.Compare(wireCase, error, failure, runner.TextBefore(error), handler.LastAnswer);
        }

        var expected = JsonSerializer.SerializeToElement(runner.Expected(wireCase));
        return failure is null
            ? JsonComparison.Compare("result", expected, JsonSerializer.SerializeToElement(result))
            : [new Difference("result", Difference.Show(expected), $"{failure.GetType().Name}: {failure.Message}")];
    }
}
