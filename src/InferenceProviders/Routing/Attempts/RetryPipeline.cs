using Polly;
using Polly.Retry;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// Polly's retry strategy: it runs a failed call's next attempts. Whether there is a next attempt, where, and after
/// which wait, is the call's decision.
/// </summary>
internal sealed class RetryPipeline(TimeProvider clock)
{
    private static readonly ResiliencePropertyKey<IRetryingCall> Key = new("inference_providers.call");

    // Made when a call fails first.
    private ResiliencePipeline Pipeline => field ??= new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = static arguments =>
                arguments.Outcome.Exception is InferenceException failure
                    ? Call(arguments.Context).MayGoOnAsync(failure)
                    : new(false),
            DelayGenerator = static arguments => new((TimeSpan?)Call(arguments.Context).Wait),
        })
        .Build();

    public async ValueTask<Outcome<TResult>> RunAsync<TCall, TResult>(
        TCall call, Func<TCall, ValueTask<Outcome<TResult>>> next, CancellationToken cancellationToken)
        where TCall : IRetryingCall
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(Key, call);
            return await Pipeline.ExecuteOutcomeAsync(
                static (_, state) => state.next(state.call), context, (call, next)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static IRetryingCall Call(ResilienceContext context) => context.Properties.GetValue(Key, null!);
}
