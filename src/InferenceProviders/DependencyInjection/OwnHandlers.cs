using System.Collections.Concurrent;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// The handlers that a container's routers send with. <c>IHttpClientFactory</c> never disposes of a handler whose
/// lifetime is infinite: without this, its connections would stay open for a while after the application has ended.
/// </summary>
internal sealed class OwnHandlers : IDisposable
{
    private readonly ConcurrentBag<HttpMessageHandler> _handlers = [];

    /// <summary>Disposes of the handler when the container is disposed.</summary>
    public HttpMessageHandler Keep(HttpMessageHandler handler)
    {
        _handlers.Add(handler);
        return handler;
    }

    public void Dispose()
    {
        foreach (var handler in _handlers)
        {
            handler.Dispose();
        }
    }
}
