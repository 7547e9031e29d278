using System.Net;
using InferenceProviders.Options;
using InferenceProviders.Routing;

namespace InferenceProviders.Transport;

/// <summary>
/// One HTTP exchange, by our own handler or by what the user configured. It returns when the response's headers are
/// there.
/// </summary>
internal sealed class HttpTransport : IDisposable
{
    private readonly HttpMessageInvoker? _invoker;
    private readonly HttpClient? _client;
    private readonly Func<HttpClient>? _factory;

    public HttpTransport(ConnectionSettings settings)
    {
        _client = settings.HttpClient;
        _factory = settings.HttpClientFactory;
        if (_client is null && _factory is null)
        {
            _invoker = settings.HttpMessageHandler is { } handler
                ? new HttpMessageInvoker(handler, disposeHandler: false)
                : new HttpMessageInvoker(SecureHandler.Create(settings.Timeouts.Connect), disposeHandler: true);
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        return _invoker is not null
            ? _invoker.SendAsync(request, cancellationToken)
            : (_client ?? _factory!()).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => _invoker?.Dispose();
}
