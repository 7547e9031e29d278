using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using InferenceProviders.Errors;

namespace InferenceProviders.Transport;

/// <summary>One exchange whose failures say what happened and what to do about it.</summary>
internal static class CheckedExchange
{
    private const int ErrorBytes = 16 * 1024;

    private static readonly ConditionalWeakTable<Exception, object?> Causes = [];

    /// <summary>Sends, and returns when the headers of a successful response are there.</summary>
    /// <param name="transport">Sends.</param>
    /// <param name="request">What is sent. It is disposed.</param>
    /// <param name="source">Says who is asked.</param>
    /// <param name="clock">For the dates in headers.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <returns>The response.</returns>
    /// <exception cref="InferenceException">There is no response, or it is an error.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<HttpResponseMessage> SendAsync(
        HttpTransport transport,
        HttpRequestMessage request,
        IErrorSource source,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unreachable(exception, source.Source);
        }
        finally
        {
            request.Dispose();
        }

        source.Observe(response);
        if (response.StatusCode == HttpStatusCode.OK || response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ReadErrorAsync(response, source.Source, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A connection that failed, before or inside a response.</summary>
    public static InferenceException Unreachable(Exception exception, ErrorSource source)
    {
        var (stage, why) = exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                (FailureStage.Resolve, "its name could not be resolved"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                (FailureStage.Tls, "the TLS connection could not be established"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
                (FailureStage.Connect, "the connection could not be established"),
            { InnerException: AuthenticationException } =>
                (FailureStage.Tls, "the TLS connection could not be established"),
            _ => (FailureStage.Exchange, "the connection broke"),
        };
        var failure = source.Error(
            InferenceErrorKind.ProviderUnavailable, $"{source.Speaker} could not be reached{Place(source)}: {why}.",
                exception, stage);

        // The requests that share a connection fail of one and the same exception.
        failure.IsSameEvent = stage == FailureStage.Exchange && !Causes.TryAdd(exception.GetBaseException(), null);
        return failure;
    }

    private static string? Place(ErrorSource source) =>
        source.Address is { } address ? $" at {address.Authority}" : null;

    private static async Task<InferenceException> ReadErrorAsync(
        HttpResponseMessage response, ErrorSource source, TimeProvider clock, CancellationToken cancellationToken)
    {
        ErrorBody body = default;
        try
        {
            body = ErrorBody.Parse(
                await ResponseBody.ReadStartAsync(response, ErrorBytes, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
            when (exception is IOException or HttpRequestException or InvalidDataException or InferenceException)
        {
            // The status alone still says what went wrong; a body that broke off adds nothing to it.
        }

        return ErrorFactory.Create(response, body, source, clock);
    }
}
