using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Requests;

namespace InferenceProviders;

public sealed partial class InferenceRouter
{
    /// <summary>
    /// Sends a request of one's own: to a provider's route, to the Hugging Face router, or to an endpoint, with the authorization that belongs there. It is sent
    /// once; nothing is retried.
    /// </summary>
    /// <param name="request">What to send, and where.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">Something of the request is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed, or its answer was larger than the limits.</exception>
    public Task<InferenceResponse> SendAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        var (model, provider) = CheckRequest(request);
        return RequestSender.SendAsync(Core, model, provider, request, cancellationToken);
    }

    /// <summary>
    /// The same for an answer in server-sent events: the data of each, up to <c>[DONE]</c>. Whether the provider streams is up to the request's body
    /// (<c>"stream": true</c> on most); an answer in one piece is given as one. The whole of it is under <see cref="InferenceTimeouts.Call"/>.
    /// </summary>
    /// <param name="request">What to send, and where.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">Something of the request is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">
    /// The call failed, or an event said so. Of the kind <see cref="InferenceErrorKind.Interrupted"/> when events had been given.
    /// </exception>
    public IAsyncEnumerable<RawJson> SendStreamingAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        var (model, provider) = CheckRequest(request);
        return RequestSender.StreamAsync(Core, model, provider, request, cancellationToken);
    }

    private (ModelReference? Model, string? Provider) CheckRequest(InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_disposed, this);
        request.Check();
        var provider = request.Provider is null ? null : Validate.ProviderName(request.Provider, nameof(request));
        var model = request.Model is null ? null : ModelReference.Parse(request.Model);
        if (model?.Endpoint is not null && (provider is not null || request.Path.Length > 0))
        {
            throw new ArgumentException("An endpoint URL is its own route: leave Provider and Path out.", nameof(request));
        }

        return model?.Endpoint is null && request.Path.Length == 0
            ? throw new ArgumentException("Path is empty: say which route of the provider or the router is meant.", nameof(request))
            : (model, provider);
    }
}
