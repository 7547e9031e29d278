using System.Diagnostics;
using InferenceProviders.Options;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Reports;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing;

/// <summary>One call from its start to its end: its deadline, and what was tried.</summary>
internal sealed class CallContext : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly RoutingRules _rules;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenRegistration _registration;
    private readonly List<RouteAttempt> _attempts;
    private readonly RequestNeeds _needs;
    private CallContext? _winner;
    private bool _ended;

    public CallContext(RouterSettings settings, string model, CancellationToken caller, TimeSpan? limit = null)
    {
        Clock = settings.TimeProvider;
        Model = ModelReference.Shown(model);
        Started = Clock.GetTimestamp();
        _caller = caller;
        _limit = limit ?? settings.Timeouts.Call;
        _attempts = new(1);
        Routing = _rules = settings.Routing;
        _deadline = new CancellationTokenSource(_limit, Clock);
        _registration = caller.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _deadline);
    }

    /// <summary>One attempt of several that run at the same time: it shares everything with the call, and can be ended alone.</summary>
    private CallContext(CallContext call)
    {
        Clock = call.Clock;
        Model = call.Model;
        Started = call.Started;
        Subject = call.Subject;
        HubToken = call.HubToken;
        Observer = call.Observer;
        Parent = call;
        _needs = call._needs;
        _caller = call._caller;
        _limit = call._limit;
        _attempts = call._attempts;
        Routing = _rules = call.Routing;
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
    }

    public TimeProvider Clock { get; }

    public string Model { get; }

    public long Started { get; }

    /// <summary>What the request needs. Set once, before the call is planned.</summary>
    public RequestNeeds Needs
    {
        get => _needs;
        init
        {
            _needs = value;
            Routing = _rules.With(value.Routing);
        }
    }

    /// <summary>What the call is about; null where nobody is to know.</summary>
    public ICallSubject? Subject { get; init; }

    /// <summary>The Hugging Face token that the call was planned with; what is remembered of the call is remembered for that user only.</summary>
    public string? HubToken { get; set; }

    /// <summary>Who watches the call, from its first attempt on.</summary>
    public CallObserver? Observer { get; set; }

    /// <summary>What is held back for the attempt under way; null when no spend limit applies.</summary>
    public BudgetReservation? BudgetReservation { get; set; }

    /// <summary>The call's span, while somebody listens.</summary>
    public Activity? Span
    {
        get => Parent is null ? field : Parent.Span;
        set;
    }

    /// <summary>The router's rules, with what this call wants otherwise.</summary>
    public RoutingRules Routing { get; private init; }

    /// <summary>What is left until the deadline.</summary>
    public TimeSpan Remaining => _limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _limit - Clock.GetElapsedTime(Started);

    /// <summary>Ends with the caller's token and with the call's deadline.</summary>
    public CancellationToken Token => _deadline.Token;

    public IReadOnlyList<RouteAttempt> Attempts => _attempts;

    /// <summary>The call that this is an attempt of; null for calls themselves.</summary>
    public CallContext? Parent { get; }

    /// <summary>Whether another attempt of the call was first, so that this one was ended.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Makes the context of an attempt that runs beside others.</summary>
    public CallContext Branch() => new(this);

    /// <summary>Takes over the attempt that was first: its reservation, and what it holds until the call ends.</summary>
    public void Promote(CallContext winner)
    {
        _winner = winner;
        BudgetReservation = winner.BudgetReservation;
    }

    /// <summary>Ends the attempt, because another one was first.</summary>
    public void Supersede()
    {
        // The race also ends when the whole call does; then nobody was first.
        if (!Parent!.Token.IsCancellationRequested)
        {
            IsSuperseded = true;
            _deadline.Cancel();
        }
    }

    /// <summary>Whether something was started that must not be started again, here or elsewhere: a job that was queued runs and is billed.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>From here on no failure leads to another attempt.</summary>
    public void Commit() => IsCommitted = true;

    public void Record(RouteAttempt attempt)
    {
        // Attempts that run at the same time end at the same time.
        lock (_attempts)
        {
            _attempts.Add(attempt);
        }
    }

    /// <summary>Whether the caller has cancelled.</summary>
    public bool IsCancelled => _caller.IsCancellationRequested;

    /// <summary>
    /// What a cancelled operation means: the caller's own cancellation, the call's deadline, or, when neither has happened, <paramref name="otherwise"/>.
    /// </summary>
    public Exception Translate(OperationCanceledException exception, Route? route, string? otherwise = null)
    {
        if (IsCancelled || IsSuperseded)
        {
            return new OperationCanceledException(exception.Message, exception, _caller);
        }

        var what = _deadline.IsCancellationRequested ? $"the call did not end within {_limit.TotalSeconds:0.###} s"
            : exception.InnerException is TimeoutException timeout ? Words(exception, timeout)
            : otherwise ?? "the HTTP client gave up";
        return new InferenceException(InferenceErrorKind.Timeout, $"{route?.Name ?? "The Hub"}: {what}.", exception) { Provider = route?.Name, Model = Model };
    }

    /// <summary>The framework's own time limits: that of connecting says in the inner exception what it is, <c>HttpClient.Timeout</c> in the outer one.</summary>
    private static string Words(OperationCanceledException outer, TimeoutException inner) =>
        (inner.Message == inner.InnerException?.Message ? outer.Message : inner.Message).TrimEnd('.');

    /// <summary>The report of an answer that is complete.</summary>
    public RoutingReport Report(Route route, ResponseInfo info, TimeSpan? timeToFirstToken, UsageDetails? usage, AnswerDetails details = default)
    {
        End();
        return Observer!.Complete(this, route, info, timeToFirstToken, usage, details);
    }

    /// <summary>The call ends with this failure.</summary>
    public void Fail(Route route, InferenceException failure)
    {
        End();
        Observer!.Fail(this, route, failure);
    }

    /// <summary>Takes the caller's text out of a failure, where a provider repeated it.</summary>
    public void Redact(InferenceException failure)
    {
        if (Subject is not null)
        {
            failure.Redact([.. Subject.Texts]);
        }
    }

    public void Dispose()
    {
        if (!_ended && Parent is null)
        {
            CallObserver.Abandon(this);
        }

        // NoCandidate counted what an abandoned attempt cost.
        BudgetReservation?.Settle(cost: null);

        _winner?.Dispose();
        _registration.Dispose();
        _deadline.Dispose();
    }

    private void End()
    {
        _ended = true;
        Parent?.End();
    }
}
