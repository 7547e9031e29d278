using System.Net;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Affinity;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Transport;

namespace InferenceProviders.Tests.Routing.Support;

/// <summary>The attempt loop with its clock, and routes whose answers a test writes down.</summary>
internal sealed class Rig
{
    private readonly Dictionary<string, Queue<object>> _answers = [];

    public Rig(Action<InferenceProvidersOptions>? configure = null)
    {
        var options = new InferenceProvidersOptions { UseEnvironment = false, TimeProvider = Clock, Chance = () => 0 };
        configure?.Invoke(options);
        var core = new RouterRuntime(RouterSettingsFactory.Create(options));
        Settings = core.Settings;
        Health = core.Health;
        Sticky = core.Sticky;
        Loop = core.Attempts;
    }

    public ManualTime Clock { get; } = new();

    public RouterSettings Settings { get; }

    public RouteHealthRegistry Health { get; }

    public SessionAffinity Sticky { get; }

    public CallExecutor Loop { get; }

    /// <summary>Which routes were asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>
    /// A route that answers each request with the next of <paramref name="answers"/>: a text, or an exception to throw.
    /// </summary>
    public Route Route(string name, params object[] answers) => Route(name, offer: null, answers);

    public Route Route(string name, ProviderOffer? offer, params object[] answers)
    {
        _answers[name] = new Queue<object>(answers);
        return new Route
        {
            Provider = new Provider(name) { Chat = ChatDialect.OpenAI },
            Model = "org/model",
            ModelId = "org/model",
            ProviderModel = $"{name}-model",
            Task = InferenceTask.Conversational,
            AuthMode = AuthMode.Routed,
            BaseAddress = new Uri($"https://{name}.example"),
            Health = Health.For(new(name, "org/model", InferenceTask.Conversational, AuthMode.Routed)),
            Offer = offer,
        };
    }

    public Call Call(RequestNeeds needs = default, CancellationToken cancellationToken = default) =>
        Call(Settings, needs, cancellationToken);

    /// <summary>A call of chat completions.</summary>
    public static Call Call(
        RouterSettings settings, RequestNeeds needs = default, CancellationToken cancellationToken = default) =>
        new(settings, new CallTarget(ModelReference.Parse("org/model"), InferenceTask.Conversational) { Needs = needs },
            cancellationToken);

    public async Task<Answer> RunAsync(RoutePlan plan, Call? call = null)
    {
        using var own = call ?? Call();
        return await Loop.RunAsync(
            plan, own, this, static (rig, attempt) => new ValueTask<Answer>(rig.AnswerAsync(attempt.Route)));
    }

    public Task<Answer> RunAsync(params Route[] routes) => RunAsync(Plan(routes));

    public static RoutePlan Plan(params Route[] routes) => new("org/model", InferenceTask.Conversational, routes);

    public static InferenceException Failure(
        HttpStatusCode status, TimeSpan? retryAfter = null, bool isLoading = false, string? code = null) =>
        new(InferenceProviders.Errors.ErrorClassifier.Classify(
            status, new InferenceProviders.Errors.ErrorBody(null, code, null, null)), $"answered {(int)status}")
        {
            StatusCode = status,
            RetryAfter = retryAfter,
            IsLoading = isLoading,
            Code = code,
        };

    public static InferenceException Unreachable(FailureStage stage) =>
        new(InferenceErrorKind.ProviderUnavailable, "unreachable")
    {
        Stage = stage,
    };

    private Task<Answer> AnswerAsync(Route route)
    {
        Asked.Add(route.Name);
        return _answers[route.Name].TryDequeue(out var answer)
            ? answer is Exception exception
                ? Task.FromException<Answer>(exception)
                : Task.FromResult(new Answer((string)answer))
            : throw new InvalidOperationException($"{route.Name} was asked once more than the test foresaw.");
    }
}

/// <summary>What a scripted route gives.</summary>
internal sealed record Answer(string Text) : IAttemptResult
{
    public Attempt Attempt => throw new InvalidOperationException("Nobody reports a scripted answer.");

    public ResponseInfo Info => default;
}
