using System.Net;

namespace InferenceProviders.Benchmarks.Subjects;

/// <summary>Takes requests to nowhere, and answers each with the same bytes: what is measured is the writing.</summary>
internal sealed class NullHandler : HttpMessageHandler
{
    private static readonly byte[] Answer =
    [
        .. """{"id":"1","object":"chat.completion","created":1763740800,"model":"m","choices":[{"index":0,"message":"""u8
            + """{"role":"assistant","content":"Yes."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1"""u8
            + ""","completion_tokens":1,"total_tokens":2}}"""u8,
    ];

    /// <summary>The length of the last request's body.</summary>
    public long BodyBytes { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = new CountedStream();
        await request.Content!.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        BodyBytes = body.Count;
        var content = new ByteArrayContent(Answer);
        content.Headers.ContentType = new("application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
