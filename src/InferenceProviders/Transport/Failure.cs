using System.Text.Json;
using InferenceProviders.Errors;

namespace InferenceProviders.Transport;

/// <summary>What an exception from the transport means for an operation.</summary>
internal static class Failure
{
    /// <summary>
    /// The exception to throw: cancellation by the caller stays cancellation, anything that the network or the other
    /// side caused becomes an <see cref="InferenceException"/>, and everything else (a mistake of the caller's or of
    /// ours) stays what it is.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="source">Who was asked.</param>
    /// <param name="deadline">The operation's.</param>
    /// <param name="model">The model in the caller's words.</param>
    /// <param name="stall">
    /// What it means when nobody has canceled and the time is not over; null for the HTTP client's own limits.
    /// </param>
    public static Exception Translate(
        Exception exception, ErrorSource source, Deadline deadline, string model, string? stall = null) =>
            exception switch
    {
        InferenceException => exception,

        // It says already which job it left.
        OperationCanceledException when exception.Data.Contains(InferenceException.JobIdKey) => exception,
        OperationCanceledException cancelled =>
            deadline.Translate(cancelled, source.Name, model, stall, source.Speaker),

        // A handler may answer cancellation by breaking the connection.
        HttpRequestException or IOException or ObjectDisposedException when deadline.Token.IsCancellationRequested =>
            deadline.Translate(
                new OperationCanceledException(exception.Message, exception), source.Name, model, stall,
                    source.Speaker),
        HttpRequestException or IOException => CheckedExchange.Unreachable(exception, source),
        InvalidDataException or JsonException =>
            source.Error(
                InferenceErrorKind.Protocol, $"{source.Speaker} sent a response that could not be decoded.", exception),
        _ => exception,
    };
}
