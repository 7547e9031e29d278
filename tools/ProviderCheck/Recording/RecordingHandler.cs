using System.Net;

namespace ProviderCheck.Recording;

/// <summary>The connections, with a copy of all that goes over them.</summary>
internal sealed class RecordingHandler : DelegatingHandler
{
    private readonly Lock _gate = new();
    private readonly List<RecordedExchange> _exchanges = [];

    public RecordingHandler()
        : base(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
        })
    {
    }

    /// <summary>All so far, oldest first.</summary>
    public IReadOnlyList<RecordedExchange> Exchanges
    {
        get
        {
            lock (_gate)
            {
                return [.. _exchanges];
            }
        }
    }

    /// <summary>Those that came after so many.</summary>
    public IReadOnlyList<RecordedExchange> Since(int count) => [.. Exchanges.Skip(count)];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var exchange = new RecordedExchange(request, body);
        lock (_gate)
        {
            _exchanges.Add(exchange);
        }

        var response = await base.SendAsync(request, cancellationToken);
        exchange.Begin(response);
        var content = new StreamContent(
            new CopyingStream(await response.Content.ReadAsStreamAsync(cancellationToken), exchange));
        foreach (var header in response.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        response.Content = content;
        return response;
    }
}
