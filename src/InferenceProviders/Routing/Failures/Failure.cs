using System.Text.Json;

namespace InferenceProviders.Routing.Failures;

/// <summary>What an exception from the transport means for a call.</summary>
internal static class Failure
{
    /// <summary>
    /// The exception to throw: cancellation by the caller stays cancellation, anything that the network or the other side caused becomes an
    /// <see cref="InferenceException"/>, and everything else (a mistake of the caller's or of ours) stays what it is.
    /// </summary>
    public static Exception Translate(Exception exception, Route route, CallContext call, string? stall = null) => exception switch
    {
        InferenceException => exception,
        OperationCanceledException cancelled => call.Translate(cancelled, route, stall),

        // A handler may answer cancellation by breaking the connection.
        HttpRequestException or IOException or ObjectDisposedException when call.Token.IsCancellationRequested =>
            call.Translate(new OperationCanceledException(exception.Message, exception), route, stall),
        HttpRequestException or IOException => RouteClient.Unreachable(exception, route),
        InvalidDataException or JsonException => new InferenceException(InferenceErrorKind.Protocol, $"{route.Name} sent a response that could not be decoded.", exception)
        {
            Provider = route.Name,
            Model = route.Model,
        },
        _ => exception,
    };
}
