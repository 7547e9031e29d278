using Polly;
using Polly.Hedging;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// Polly's hedging strategy: it starts a call's attempts one after the other while none has an answer, takes the first
/// that does, cancels the others and waits until they have ended.
/// </summary>
internal sealed class HedgingPipeline(TimeProvider clock)
{
    private const int MostAttempts = 10;

    private static readonly ResiliencePropertyKey<IHedgedCall> Key = new("inference_providers.hedged_call");

    // Made when a call is hedged first: most programs hedge none, and start sooner without it.
    private ResiliencePipeline<object> Pipeline => field ??= new ResiliencePipelineBuilder<object>
    {
        TimeProvider = clock,
    }
        .AddHedging(new HedgingStrategyOptions<object>
        {
            MaxHedgedAttempts = MostAttempts,
            DelayGenerator = static arguments => new(Call(arguments.Context).Delay),
            ShouldHandle = static arguments => new(arguments.Outcome.Exception switch
            {
                InferenceException failure => Call(arguments.Context).MayGoOn(failure),

                // It was overtaken, or found no route: the others decide.
                OperationCanceledException => true,
                _ => false,
            }),
        })
        .Build();

    public async ValueTask<Outcome<object>> RunAsync<TCall>(
        TCall call, Func<TCall, CancellationToken, ValueTask<Outcome<object>>> attempt,
        CancellationToken cancellationToken)
        where TCall : IHedgedCall
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(Key, call);
            return await Pipeline.ExecuteOutcomeAsync(
                static (context, state) =>
                    state.attempt(state.call, context.CancellationToken), context,
                    (call, attempt)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static IHedgedCall Call(ResilienceContext context) => context.Properties.GetValue(Key, null!);
}
