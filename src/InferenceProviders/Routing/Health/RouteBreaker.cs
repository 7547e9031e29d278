using InferenceProviders.Primitives;
using Polly;
using Polly.CircuitBreaker;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// Polly's circuit breaker for one route, told of every outcome after the fact. It opens when at least half of the
/// attempts of the last half minute failed (two at the least), and stays open for five seconds, longer each time a
/// probe fails. It takes over two kilobytes, so that only routes that failed lately have one.
/// </summary>
internal sealed class RouteBreaker
{
    /// <summary>How long an attempt counts.</summary>
    public static readonly TimeSpan SamplingTime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstBreak = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _clock;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<bool> _pipeline;
    private long _openUntil;

    public RouteBreaker(TimeProvider clock)
    {
        _clock = clock;
        _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 2,
                SamplingDuration = SamplingTime,
                BreakDurationGenerator = arguments => new(Break(arguments.HalfOpenAttempts)),
                ShouldHandle = static arguments => new(!arguments.Outcome.Result),
                StateProvider = _state,
            })
            .Build();
    }

    /// <summary>
    /// The timestamp until which the breaker is open; 0 when it is closed. Past it, an attempt is a probe.
    /// </summary>
    public long OpenUntil => Volatile.Read(ref _openUntil);

    /// <summary>Reports how an attempt ended.</summary>
    public void Report(bool success)
    {
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            // Nothing in the pipeline waits, so the task is always complete here.
            var told = _pipeline.ExecuteOutcomeAsync(
                static (_, outcome) => Outcome.FromResultAsValueTask(outcome), context, success);
            _ = told.IsCompleted
                ? told.Result
                : throw new InvalidOperationException("The circuit breaker did not take the report at once.");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        if (_state.CircuitState == CircuitState.Closed)
        {
            Volatile.Write(ref _openUntil, 0);
        }
    }

    private TimeSpan Break(int failedProbes)
    {
        var time = FirstBreak * Math.Pow(2, Math.Min(failedProbes, 10));
        time = time > LongestBreak ? LongestBreak : time;
        Volatile.Write(ref _openUntil, _clock.GetTimestamp() + Ticks.Of(time, _clock));
        return time;
    }
}
