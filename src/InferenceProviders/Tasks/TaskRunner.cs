using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Media;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Routing.Runtime;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>Runs a task other than chat: the one way that every typed method and adapter takes.</summary>
internal static class TaskRunner
{
    /// <summary>Plans, tries the routes in order, and reports.</summary>
    /// <exception cref="InferenceException">No route could do it; the message says why.</exception>
    public static Task<TaskOutcome<TResult>> RunTaskAsync<TRequest, TResult>(
        this RouterRuntime core, InferenceTask task, BoundModel model, string? provider, TRequest request,
            RoutingOptions? routing, IProgress<InferenceProgress>? progress, CancellationToken cancellationToken) =>
        core.RunTaskAsync<TRequest, TResult>(
            task, alternative: default, model, provider, request, routing, progress, cancellationToken);

    /// <summary>
    /// The same for a request that two tasks can serve: the first of them that the model is served for.
    /// </summary>
    /// <exception cref="InferenceException">No route could do it; the message says why.</exception>
    public static Task<TaskOutcome<TResult>> RunTaskAsync<TRequest, TResult>(
        this RouterRuntime core,
        InferenceTask task,
        InferenceTask alternative,
        BoundModel model,
        string? provider,
        TRequest request,
        RoutingOptions? routing,
        IProgress<InferenceProgress>? progress,
        CancellationToken cancellationToken,
        JobRun job = default)
    {
        var target = job.Ticket is { } ticket ? Continue(ticket, model, routing, request as ICallSubject)
            : Target(task, alternative, model, provider, routing, request as ICallSubject);
        return core.Calls.RunAsync(
            (Target: target, Input: (request, progress, core.Downloads, job)),
            static input => input,
            static (state, attempt) =>
                AttemptAsync<TRequest, TResult>(state.request, attempt, state.Downloads, state.progress, state.job),
            static (done, report) => new TaskOutcome<TResult>(done.Result, report) { Pending = done.Pending },
            cancellationToken);
    }

    /// <summary>
    /// The same for a result that comes in pieces, where the provider gives it so; elsewhere it is one piece. Once a
    /// piece was given out, a failure is an interruption, and nothing is tried again.
    /// </summary>
    /// <param name="core">Runs it.</param>
    /// <param name="call">The task, the model, the provider that was named, and how it is to be routed.</param>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives how far a queued job is; null for nobody.</param>
    /// <param name="whole">Makes the one piece of a whole result.</param>
    /// <param name="give">Makes of a piece what the caller gets; the report comes with the last one.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="InferenceException">No route could do it, or the answer broke off.</exception>
    public static IAsyncEnumerable<TItem> StreamTaskAsync<TRequest, TResult, TPiece, TItem>(
        this RouterRuntime core,
        (InferenceTask Task, BoundModel Model, string? Provider, RoutingOptions? Routing) call,
        TRequest request,
        IProgress<InferenceProgress>? progress,
        Func<TResult, TPiece> whole,
        Func<ICallStream<TPiece>, TPiece, RoutingReport?, TItem> give,
        CancellationToken cancellationToken)
        where TPiece : TaskPiece =>
        core.Calls.StreamAsync(
            (Target: Target(
                call.Task, alternative: default, call.Model, call.Provider, call.Routing, request as ICallSubject),
                Input: (request, progress, core.Downloads, whole)),
            static input => input,
            static (state, attempt) =>
            {
                var exchange = new TaskExchange(attempt, state.Downloads, state.progress);
                return TaskStream<TPiece>.OpenAsync(
                    attempt, exchange,
                    CodecOf<TRequest, TResult>(attempt.Route).PiecesAsync(state.request, exchange, state.whole));
            },
            give,
            cancellationToken);

    private static CallTarget Target(
        InferenceTask task, InferenceTask alternative, BoundModel model, string? provider, RoutingOptions? routing,
        ICallSubject? subject) =>
        new(model.Reference, task)
        {
            AlternativeTask = alternative,
            EndpointModel = model.EndpointModel,
            Provider = provider,
            Scope = ScopeOf(task),
            Fallbacks = model.Fallbacks,
            Needs = new RequestNeeds { Routing = routing },
            Subject = subject,
        };

    /// <summary>A call that goes on with a job: where the job is, and nowhere else.</summary>
    /// <exception cref="ArgumentException">The job is of another model than the client.</exception>
    private static CallTarget Continue(
        JobTicket ticket, BoundModel model, RoutingOptions? routing, ICallSubject? subject)
    {
        var own = new BoundModel(ModelReference.Parse(ticket.Model));
        var isOwn = model.Reference.Text == ticket.Model || own.IsOneOf(model)
            || model.Reference.Text.StartsWith($"{ticket.Model}:", StringComparison.Ordinal);
        return isOwn
            ? new CallTarget(own.Reference, ticket.Task)
            {
                Provider = ticket.Provider,
                Needs = new()
                {
                    Routing = new() { AuthMode = ticket.AuthMode, MaxAttempts = 1, BillTo = routing?.BillTo },
                },
                Continues = true,
                Subject = subject,
            }
            : throw new ArgumentException(
                $"The continuation token belongs to a job of {ticket.Model}, but the client is for {model.Name}.",
                nameof(model));
    }

    /// <summary>
    /// Pictures, sounds and transcripts are what they are, whoever makes them, and an order is one of the documents of
    /// its call; labels, scores and translations are of one model.
    /// </summary>
    private static FallbackScope ScopeOf(InferenceTask task) =>
        task == InferenceTask.FeatureExtraction ? FallbackScope.SameModel
        : task == InferenceTask.TextToImage || task == InferenceTask.ImageToImage
            || task == InferenceTask.TextToVideo || task == InferenceTask.ImageToVideo
            || task == InferenceTask.TextToSpeech || task == InferenceTask.TextToAudio
            || task == InferenceTask.AutomaticSpeechRecognition
            || task == InferenceTask.TextRanking
        ? FallbackScope.AnyModel
        : FallbackScope.None;

    private static async ValueTask<Attempted<TResult>> AttemptAsync<TRequest, TResult>(
        TRequest request, Attempt attempt, MediaDownloader downloads, IProgress<InferenceProgress>? progress,
        JobRun job)
    {
        var codec = CodecOf<TRequest, TResult>(attempt.Route, job);
        var exchange = new TaskExchange(attempt, downloads, progress, job);
        if (attempt.Route.Task.MakesFiles)
        {
            exchange.Files = new InlineFiles();
        }

        try
        {
            return new Attempted<TResult>(
                attempt, await codec.RunAsync(request, exchange).ConfigureAwait(false), exchange.Info);
        }
        catch (PendingJobException)
        {
            return new Attempted<TResult>(attempt, default!, exchange.Info) { Pending = exchange.ContinuationToken() };
        }
    }

    private static TaskCodec<TRequest, TResult> CodecOf<TRequest, TResult>(Route route, JobRun job = default) =>
        route.Provider.Codec<TaskCodec<TRequest, TResult>>(route.Task)
            ?? throw (job.Ticket is null
                ? route.Error(InferenceErrorKind.NotSupported, $"{route.Name} does not support '{route.Task}'.")
                : route.Error(
                    InferenceErrorKind.InvalidRequest,
                    $"The continuation token belongs to a job of another task, '{route.Task}'.",
                    stage: FailureStage.Check));

    private sealed record Attempted<TResult>(Attempt Attempt, TResult Result, ResponseInfo Info) : IAttemptResult
    {
        /// <summary>The token of a job that goes on; null when there is a result.</summary>
        public ResponseContinuationToken? Pending { get; init; }

        public UsageDetails? Usage => (Result as ICountedResult)?.Usage;

        public RequestAmounts? Amounts => (Result as IMeasuredResult)?.Amounts;

        public AnswerDetails Details => new() { Model = (Result as ICountedResult)?.ModelId };
    }
}

/// <summary>A result, and how it came about.</summary>
internal sealed record TaskOutcome<TResult>(TResult Result, RoutingReport Report)
{
    /// <summary>The token of a job that goes on; then there is no result.</summary>
    public ResponseContinuationToken? Pending { get; init; }
}
