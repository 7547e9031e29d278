using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing.Calls;

/// <summary>
/// One call from its start to its end: what it is for, the rules and the time that it has, and the log of what
/// happened.
/// </summary>
internal sealed class Call : IDisposable
{
    private readonly CallTarget _target;

    public Call(RouterSettings settings, CallTarget target, CancellationToken caller)
    {
        Settings = settings;
        _target = target;
        Routing = settings.Routing.With(target.Needs.Routing);
        Deadline = new Deadline(settings.Timeouts.Call, settings.TimeProvider, caller);
        Chain = ModelChain.Create(target, settings.Routing, Routing);
    }

    /// <summary>The settings that the call began with, and goes on with.</summary>
    public RouterSettings Settings { get; }

    public ref readonly CallTarget Target => ref _target;

    /// <summary>The router's rules, with what this call wants otherwise.</summary>
    public RoutingRules Routing { get; }

    public Deadline Deadline { get; }

    public CallLog Log { get; } = new();

    public TimeProvider Clock => Settings.TimeProvider;

    /// <summary>The models that it may be asked of; null when there is one only.</summary>
    public ModelChain? Chain { get; private set; }

    /// <summary>The model that is asked now, as reports and errors show it.</summary>
    public string Model => Chain is null ? Target.ModelName : Chain.Name;

    public RequestNeeds Needs => Target.Needs;

    /// <summary>Ends with the caller's token and with the call's deadline.</summary>
    public CancellationToken Token => Deadline.Token;

    /// <summary>The model of a route, as reports and errors show it.</summary>
    public string NameOf(Route route) => Chain is null ? Target.ModelName : Chain.NameOf(route);

    /// <summary>
    /// Adds models that are asked next, where another may answer at all. The call may have had no chain until now; one
    /// for an endpoint alone stays there.
    /// </summary>
    public void FallBackTo(IReadOnlyList<string> models)
    {
        if (Target is { Scope: FallbackScope.AnyModel, Model: { } model }
            && (Chain is not null || model.Endpoint is null))
        {
            (Chain ??= ModelChain.Of(Target)).Insert(models.Select(ModelReference.Parse));
        }
    }

    /// <summary>Takes the caller's text out of a failure, where a provider repeated it.</summary>
    public void Redact(InferenceException failure)
    {
        if (Target.Subject is { } subject)
        {
            failure.Redact([.. subject.Texts]);
        }
    }

    public void Dispose()
    {
        if (!Log.HasEnded)
        {
            CallSpan.Abandon(Log);
        }

        Deadline.Dispose();
    }
}
