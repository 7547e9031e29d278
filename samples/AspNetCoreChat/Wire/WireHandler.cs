namespace AspNetCoreChat.Wire;

/// <summary>
/// Keeps the exchanges of the calls that were begun with <see cref="WireCall.Begin"/>. It stands among the handlers of
/// the router's client (<c>AddInferenceProviders(…).HttpClient.AddHttpMessageHandler</c>), and sees each attempt.
/// </summary>
internal sealed class WireHandler(WireLog log, IHttpContextAccessor accessor) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (WireCall.Of(accessor.HttpContext) is not { } call)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var exchange = new WireExchange(
            call, new WireSecrets(request.Headers), request, await BodyAsync(request.Content, cancellationToken));
        log.Add(exchange);
        call.Add(exchange);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            exchange.Answer(response);
            response.Content = new WireContent(response.Content, exchange);
            return response;
        }
        catch (Exception exception)
        {
            exchange.End(exception);
            throw;
        }
    }

    /// <summary>JSON is read before it is sent; of files, only their kind is told.</summary>
    private static async Task<string?> BodyAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return null;
        }

        if (content.Headers.ContentType?.MediaType is not "application/json")
        {
            return $"[{content.Headers.ContentType}, {content.Headers.ContentLength} bytes]";
        }

        var text = new WireText();
        text.Add(await content.ReadAsByteArrayAsync(cancellationToken));
        return text.ToString();
    }
}
