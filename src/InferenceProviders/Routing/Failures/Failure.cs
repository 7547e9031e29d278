using System.Text.Json;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing.Failures;

/// <summary>What an exception from the transport means for a call.</summary>
internal static class Failure
{
    /// <summary>
    /// The exception to throw: cancellation by the caller stays cancellation, anything that the network or the other side caused becomes an
    /// <see cref="InferenceException"/>, and everything else (a mistake of the caller's or of ours) stays what it is.
    /// </summary>
    public static Exception Translate(Exception exception, Attempt attempt, string? stall = null) =>
        attempt.IsSuperseded && exception is OperationCanceledException or HttpRequestException or IOException or ObjectDisposedException
            ? attempt.Call.Deadline.Cancelled(exception)
            : Translate(exception, attempt.Route, attempt.Call.Deadline, attempt.Call.Model, stall);

    /// <param name="exception">What was thrown.</param>
    /// <param name="route">The route that was asked.</param>
    /// <param name="deadline">The operation's.</param>
    /// <param name="model">The model in the caller's words.</param>
    /// <param name="stall">What it means when nobody has cancelled and the time is not over; null for the HTTP client's own limits.</param>
    public static Exception Translate(Exception exception, Route route, Deadline deadline, string model, string? stall = null) => exception switch
    {
        InferenceException => exception,
        OperationCanceledException cancelled => deadline.Translate(cancelled, route.Name, model, stall),

        // A handler may answer cancellation by breaking the connection.
        HttpRequestException or IOException or ObjectDisposedException when deadline.Token.IsCancellationRequested =>
            deadline.Translate(new OperationCanceledException(exception.Message, exception), route.Name, model, stall),
        HttpRequestException or IOException => RouteClient.Unreachable(exception, route),
        InvalidDataException or JsonException =>
            route.Error(InferenceErrorKind.Protocol, $"{route.Name} sent a response that could not be decoded.", exception),
        _ => exception,
    };
}
