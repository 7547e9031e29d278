using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace InferenceProviders.Tests.Catalog;

/// <summary>The Hub and the router as one handler: it records what is asked and answers what the test says.</summary>
internal sealed class HubStub : HttpMessageHandler
{
    private readonly SemaphoreSlim _arrived = new(0);

    public ConcurrentQueue<(Uri Uri, string? Authorization, bool BillTo)> Requests { get; } = new();

    public Func<Uri, Task<(HttpStatusCode Status, string Body)>> Answer { get; set; } = _ =>
        Task.FromResult((HttpStatusCode.NotFound, ""));

    public InferenceRouter Router(Action<InferenceProvidersOptions>? configure = null)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Token = "hf_test",
            BillTo = "acme",
            HttpMessageHandler = this,
        };
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    public void Answers(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        Answer = _ => Task.FromResult((status, body));

    public Task NextRequestAsync() => _arrived.WaitAsync(TimeSpan.FromSeconds(30));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(
            (request.RequestUri!, request.Headers.Authorization?.ToString(), request.Headers.Contains("X-HF-Bill-To")));
        _arrived.Release();
        var (status, body) = await Answer(request.RequestUri!).WaitAsync(cancellationToken);
        return new HttpResponseMessage(status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            RequestMessage = request,
        };
    }
}
