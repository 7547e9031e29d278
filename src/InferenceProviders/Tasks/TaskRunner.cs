using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Failures;
using InferenceProviders.Routing.Reports;

namespace InferenceProviders.Tasks;

/// <summary>Runs a task other than chat from the plan to the result: the one way that every typed method and adapter takes.</summary>
internal static class TaskRunner
{
    /// <summary>Plans, tries the routes in order, and reports.</summary>
    /// <exception cref="InferenceException">No route could do it; the message says why.</exception>
    public static Task<TaskOutcome<TResult>> RunTaskAsync<TRequest, TResult>(
        this RouterRuntime core, InferenceTask task, string model, string? provider, TRequest request, IProgress<InferenceProgress>? progress, CancellationToken cancellationToken) =>
        core.RunTaskAsync<TRequest, TResult>([task], model, provider, request, progress, cancellationToken);

    /// <summary>The same for a request that several tasks can serve: the first task that the model is served for.</summary>
    /// <exception cref="InferenceException">No route could do it; the message says why.</exception>
    public static async Task<TaskOutcome<TResult>> RunTaskAsync<TRequest, TResult>(
        this RouterRuntime core,
        IReadOnlyList<InferenceTask> tasks,
        string model,
        string? provider,
        TRequest request,
        IProgress<InferenceProgress>? progress,
        CancellationToken cancellationToken)
    {
        var reference = ModelReference.Parse(model);
        using var call = new CallContext(core.Settings, reference.Text, cancellationToken) { Subject = request as ICallSubject };
        RoutePlan plan;
        try
        {
            plan = await PlanAsync(core, reference, provider, tasks, call.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw call.Translate(exception, route: null);
        }

        var done = await core.Attempts.RunAsync(
            plan, call, (request, progress, core), static (state, route, call) => AttemptAsync<TRequest, TResult>(state.request, route, call, state.core, state.progress)).ConfigureAwait(false);
        return new TaskOutcome<TResult>(done.Result, call.Report(done.Route, done.Info, timeToFirstToken: null, usage: null));
    }

    private static async ValueTask<RoutePlan> PlanAsync(RouterRuntime core, ModelReference model, string? provider, IReadOnlyList<InferenceTask> tasks, CancellationToken cancellationToken)
    {
        InferenceException? first = null;
        foreach (var task in tasks)
        {
            try
            {
                return await core.Planner.PlanAsync(model, provider, task, endpointModel: null, cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException exception) when (exception.Kind is InferenceErrorKind.ModelNotFound or InferenceErrorKind.NotSupported)
            {
                // What is missing for the first task is what the caller wants to know when no other task will do either.
                first ??= exception;
            }
        }

        throw first!;
    }

    private static async Task<Attempted<TResult>> AttemptAsync<TRequest, TResult>(
        TRequest request, Route route, CallContext call, RouterRuntime core, IProgress<InferenceProgress>? progress)
    {
        var codec = route.Provider.Codec<TaskCodec<TRequest, TResult>>(route.Task)
            ?? throw new InferenceException(InferenceErrorKind.NotSupported, $"{route.Name} has no '{route.Task}'.") { Provider = route.Name, Model = route.Model };
        var exchange = new TaskExchange(route, call, core, progress);
        try
        {
            return new Attempted<TResult>(route, await codec.RunAsync(request, exchange).ConfigureAwait(false), exchange.Info);
        }
        catch (Exception exception) when (Failure.Translate(exception, route, call) is var translated && !ReferenceEquals(translated, exception))
        {
            throw translated;
        }
    }

    private sealed record Attempted<TResult>(Route Route, TResult Result, ResponseInfo Info) : IAttemptResult;
}

/// <summary>A result, and how it came about.</summary>
internal sealed record TaskOutcome<TResult>(TResult Result, RoutingReport Report);
