using InferenceProviders.Shared;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Ends an answer that is larger than allowed before it fills the memory. Streams that a server keeps open for its own
/// messages have no end to measure.
/// </summary>
internal sealed class ResponseLimitHandler(HttpMessageHandler inner, long maxBytes) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var content = response.Content;

        // What comes over the connection is never longer than its header says.
        if (request.Method == HttpMethod.Post && !(content.Headers.ContentLength <= maxBytes))
        {
            var bounded = new StreamContent(
                new BoundedStream(await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), maxBytes));
            bounded.Headers.AddAll(content.Headers);
            response.Content = bounded;
        }

        return response;
    }

    private sealed class BoundedStream(Stream inner, long maxBytes) : ReadOnlyStream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return (_read += read) <= maxBytes
                ? read
                : throw new IOException($"The server's answer is larger than {maxBytes:N0} bytes.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
