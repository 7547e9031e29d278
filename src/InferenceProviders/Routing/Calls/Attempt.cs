using System.Net;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.RateLimits;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing.Calls;

/// <summary>
/// One attempt of a call: the route that it takes, and what it holds until the call ends. Only the attempt that ran
/// beside others can be ended alone.
/// </summary>
internal sealed class Attempt : IDisposable
{
    private readonly CancellationTokenSource? _own;
    private int _ended;

    public Attempt(Call call, Route route, RouteClient client, bool isOneOfSeveral = false)
    {
        Call = call;
        Route = route;
        Client = client;
        Started = call.Clock.GetTimestamp();
        _own = isOneOfSeveral ? CancellationTokenSource.CreateLinkedTokenSource(call.Token) : null;
        Token = _own?.Token ?? call.Token;
        route.Health?.Begin();
    }

    public Call Call { get; }

    public Route Route { get; }

    /// <summary>
    /// Sends on any address of the provider's; <see cref="SendAsync"/> is for the attempt's own message.
    /// </summary>
    public RouteClient Client { get; }

    /// <summary>When it began, by the clock's timestamps.</summary>
    public long Started { get; private set; }

    /// <summary>How long it waited for the users' own limits before it was sent.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>What it has taken of the users' own limits; null for none.</summary>
    public RatePermit? Permit { get; set; }

    /// <summary>Ends with the call, and when another attempt was first.</summary>
    public CancellationToken Token { get; }

    /// <summary>What is held back for it; null when no spend limit applies.</summary>
    public BudgetReservation? BudgetReservation { get; set; }

    /// <summary>
    /// Whether the route refused the request with its optional parts, so that it is sent without them
    /// (<see cref="RouteMessage.HasOptionalParts"/>).
    /// </summary>
    public bool LeavesOutOptionalParts => LeftOut != OptionalPart.None;

    /// <summary>The part that the route refused.</summary>
    public OptionalPart LeftOut { get; init; }

    /// <summary>What the call's log says of it; null while it runs.</summary>
    public RouteAttempt? Logged { get; set; }

    /// <summary>Whether another attempt of the call was first, so that this one was ended.</summary>
    public bool IsSuperseded { get; private set; }

    public TimeSpan Elapsed => Call.Clock.GetElapsedTime(Started);

    /// <summary>Sends a message on the route; returns when the headers of a successful response are there.</summary>
    /// <exception cref="InferenceException">The provider could not be reached, or answered with an error.</exception>
    public ValueTask<HttpResponseMessage> SendAsync(RouteMessage message, CancellationToken cancellationToken)
    {
        if (message.Commits)
        {
            Call.Log.Commit();
        }

        return message.HasOptionalParts
            ? SendMarkedAsync(message, cancellationToken)
            : Client.SendAsync(
                Route, Call.Routing.BillTo, message.Method, message.Uri, message.Content, cancellationToken,
                message.Headers);
    }

    /// <summary>
    /// What an exception of the attempt's means (<see cref="Failure.Translate"/>). When another attempt was first, it
    /// is the end that this one was given.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="stall">
    /// What it means when nobody has canceled and the time is not over; null for the HTTP client's own limits.
    /// </param>
    /// <returns>The exception to throw.</returns>
    public Exception Translate(Exception exception, string? stall = null) =>
        IsSuperseded && exception is OperationCanceledException or HttpRequestException or IOException
            or ObjectDisposedException
            ? Call.Deadline.Cancelled(exception)
            : Failure.Translate(exception, Route.Source, Call.Deadline, Call.NameOf(Route), stall);

    /// <summary>Ends the attempt, because another one was first.</summary>
    public void Supersede()
    {
        // The race also ends when the whole call does; then nobody was first.
        if (!Call.Token.IsCancellationRequested)
        {
            IsSuperseded = true;
            _own!.Cancel();
        }
    }

    /// <summary>It has waited until now, and is sent.</summary>
    public void Restart()
    {
        var now = Call.Clock.GetTimestamp();
        (Waited, Started) = (Call.Clock.GetElapsedTime(Started, now), now);
    }

    /// <summary>It is over: with a failure, or because the answer was read. Only the first time counts.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            Route.Health?.End();
            Permit?.End();
        }
    }

    public void Dispose()
    {
        End();

        // Nobody counted what an abandoned attempt cost.
        BudgetReservation?.Settle(cost: null);
        _own?.Dispose();
    }

    private async ValueTask<HttpResponseMessage> SendMarkedAsync(
        RouteMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.SendAsync(
                Route, Call.Routing.BillTo, message.Method, message.Uri, message.Content, cancellationToken,
                message.Headers).ConfigureAwait(false);
        }
        catch (InferenceException refusal) when (RefusedPart(refusal, message) != OptionalPart.None)
        {
            refusal.OptionalPart = RefusedPart(refusal, message);
            throw;
        }
    }

    private static OptionalPart RefusedPart(InferenceException refusal, in RouteMessage message)
    {
        if (message.OptionalParts != OptionalPart.None)
        {
            return refusal.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
                ? OptionalParts.Find(refusal.ProviderWords, message.OptionalParts)
                : OptionalPart.None;
        }

        var isAboutIt = message.OptionalPartsWord is not { } word ? refusal.StatusCode == HttpStatusCode.BadRequest
            : refusal.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
                && refusal.ProviderWords?.Contains(word, StringComparison.OrdinalIgnoreCase) is true;
        return isAboutIt ? OptionalPart.Any : OptionalPart.None;
    }
}
