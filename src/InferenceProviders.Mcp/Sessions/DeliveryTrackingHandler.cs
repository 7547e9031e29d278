using System.Net;
using System.Net.Http.Json;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Reports to <see cref="DeliveryTracker"/> when the request of a tool call begins to be written and how it is
/// answered.
/// </summary>
internal sealed class DeliveryTrackingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (DeliveryTracker.Current is not { } delivery || request.Content is not { } content || !CarriesCall(content))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        using var watched = new WatchedContent(content, delivery);
        request.Content = watched;
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            delivery.OnAnswer(response.StatusCode);
            return response;
        }
        finally
        {
            // A redirect sends the request once more.
            request.Content = content;
        }
    }

    // The notification that cancels a call is sent from the flow of the call, and must not count as the call.
    private static bool CarriesCall(HttpContent content) =>
        content is not JsonContent json || json.Value is JsonRpcRequest { Method: RequestMethods.ToolsCall };

    /// <summary>
    /// The handler writes the body only once it has a connection: as long as it has not begun, nothing has been sent.
    /// </summary>
    private sealed class WatchedContent : HttpContent
    {
        private readonly HttpContent _content;
        private readonly DeliveryTracker _delivery;

        public WatchedContent(HttpContent content, DeliveryTracker delivery)
        {
            _content = content;
            _delivery = delivery;
            Headers.AddAll(content.Headers);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            _delivery.OnSending();
            return _content.CopyToAsync(stream, context, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? -1;
            return length >= 0;
        }
    }
}
