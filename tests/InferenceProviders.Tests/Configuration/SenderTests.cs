using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Configuration;

/// <summary>The caller's own client, handler or factory.</summary>
public sealed class SenderTests
{
    private static readonly Reply Answer = Reply.Json(Wire.Answer("""{"content":"Hi"}"""));

    [Fact]
    public async Task The_built_in_handler_is_used_when_nothing_is_given()
    {
        await using var server = ScriptedServer.Start(Answer);
        using var router = server.Router(options => options.HttpMessageHandler = null);
        Assert.Equal("Hi", (await router.AsIChatClient("org/model").GetResponseAsync("Hi")).Text);
    }

    [Fact]
    public void The_built_in_handler_follows_nothing_keeps_nothing_and_recycles_its_connections()
    {
        using var handler = SecureHandler.Create(TimeSpan.FromSeconds(3));
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Equal(System.Net.DecompressionMethods.None, handler.AutomaticDecompression);
        Assert.Equal(TimeSpan.FromSeconds(3), handler.ConnectTimeout);
        Assert.True(handler.EnableMultipleHttp2Connections);
        Assert.InRange(handler.PooledConnectionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_handler_of_the_callers_is_used_and_not_disposed()
    {
        await using var server = ScriptedServer.Start(Answer);
        using var handler = new CountingHandler(server.Handler());
        using (var router = server.Router(options => options.HttpMessageHandler = handler))
        {
            Assert.Equal("Hi", (await router.AsIChatClient("org/model").GetResponseAsync("Hi")).Text);
        }

        Assert.Equal((1, false), (handler.Requests, handler.IsDisposed));
    }

    [Fact]
    public async Task A_client_of_the_callers_is_used_with_its_headers_and_not_disposed()
    {
        await using var server = ScriptedServer.Start(Answer);
        using var client = new HttpClient(server.Handler());
        client.DefaultRequestHeaders.Add("X-Mine", "1");
        using (var router = server.Router(options => (options.HttpMessageHandler, options.HttpClient) = (null, client)))
        {
            await router.AsIChatClient("org/model").GetResponseAsync("Hi");
        }

        await client.GetAsync(server.Address);
        Assert.Equal(["1", "1"], server.Requests.Select(request => request.Header("X-Mine")));
        Assert.Equal($"Bearer {ScriptedServer.Token}", server.Requests[0].Header("Authorization"));
    }

    [Fact]
    public async Task A_factory_makes_a_client_for_each_exchange()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(Writing.Sent.Mapping("groq")) : Answer);
        var handler = server.Handler();
        var made = 0;
        using var router = server.Router(
            options => (options.HttpMessageHandler, options.HttpClientFactory) = (null, () =>
        {
            made++;
            return new HttpClient(handler, disposeHandler: false);
        }));

        await router.AsIChatClient("org/model").GetResponseAsync("Hi");
        await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi");

        Assert.Equal(3, made);
    }

    [Fact]
    public async Task A_router_that_was_disposed_makes_no_clients()
    {
        await using var server = ScriptedServer.Start(Answer);
        var router = server.Router(options => options.HttpMessageHandler = null);
        var chat = router.AsIChatClient("org/model");
        router.Dispose();
        router.Dispose();

        Assert.Throws<ObjectDisposedException>(() => router.AsIChatClient("org/model"));
        Assert.Throws<ObjectDisposedException>(() => router.AsIChatClient(server.Address));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => chat.GetResponseAsync("Hi"));
    }

    [Fact]
    public async Task A_client_can_be_disposed_without_harm_to_the_router()
    {
        await using var server = ScriptedServer.Start(Answer);
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        chat.Dispose();
        Assert.Equal("Hi", (await chat.GetResponseAsync("Hi")).Text);
    }

    [Fact]
    public async Task Headers_of_a_provider_cannot_forge_others()
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(Writing.Sent.Mapping("mine")) : Answer);
        foreach (var (name, value) in new[] { ("X-Mine", "1\r\nX-Evil: 1"), ("X-Mine\r\nX-Evil", "1"), ("X Mine", "1"),
            ("", "1"), ("Authorization", "Bearer other"), ("Host", "evil.example"), ("Content-Length", "3"),
            ("Transfer-Encoding", "chunked"), ("X-Mine", "\u00fc") })
        {
            var error = Assert.Throws<ArgumentException>(() => new Provider("mine")
            {
                Chat = ChatDialect.OpenAI,
                Headers = new Dictionary<string, string> { [name] = value },
            });
            Assert.Equal("Headers", error.ParamName);
        }

        var headers = new Dictionary<string, string> { ["X-Mine"] = "1, 2; \"3\"" };
        using var router = server.Router(
            options => options.Providers.Add(new Provider("mine") { Chat = ChatDialect.OpenAI, Headers = headers }));
        headers["X-Mine"] = "changed";
        await router.AsIChatClient("org/model", "mine").GetResponseAsync("Hi");
        Assert.Equal("1, 2; \"3\"", server.Requests[^1].Header("X-Mine"));
    }

    private sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public int Requests { get; private set; }

        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
