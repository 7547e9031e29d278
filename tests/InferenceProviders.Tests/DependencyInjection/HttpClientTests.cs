using InferenceProviders.Emulator;
using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>Requests go through IHttpClientFactory, with a handler that is as careful as the router's own.</summary>
public sealed class HttpClientTests
{
    private const string Model = "openai/gpt-oss-120b";

    [Fact]
    public async Task The_clients_handlers_are_used_and_those_of_all_clients_are_not()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var own = new Counter();
        var everywhere = new Counter();
        await using var app = await App.StartAsync(App.Settings(emulator), builder =>
        {
            builder.Services.ConfigureHttpClientDefaults(
                client => client.AddHttpMessageHandler(() => new Counting(everywhere)));
            builder.Services.AddInferenceProviders(
                builder.Configuration.GetSection(App.Section)).HttpClient.AddHttpMessageHandler(() =>
                    new Counting(own));
        });

        await app.Router.AsIChatClient(Model).GetResponseAsync("One");
        Assert.NotNull(await app.Router.Catalog.GetModelsAsync());

        Assert.Equal((2, 0), (own.Requests, everywhere.Requests));
    }

    [Fact]
    public async Task The_handler_is_careful_and_no_timeout_but_the_routers_own_applies()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var settings = App.Settings(emulator);
        settings["Timeouts:Connect"] = "00:00:07";
        await using var app = await App.StartAsync(settings);

        HttpMessageHandler handler = app.Services.GetRequiredService<IHttpMessageHandlerFactory>()
            .CreateHandler("InferenceProviders");
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        var sockets = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.Equal(
            (false, false, TimeSpan.FromSeconds(7)),
            (sockets.AllowAutoRedirect, sockets.UseCookies, sockets.ConnectTimeout));
        Assert.Equal(
            Timeout.InfiniteTimeSpan, app.Services.GetRequiredService<IHttpClientFactory>()
            .CreateClient("InferenceProviders").Timeout);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var elsewhere = await EmulatorHost.StartAsync();
        emulator.Script.For().Respond("", status: 307,
            headers: new Dictionary<string, string> { ["Location"] = $"{elsewhere.BaseAddress}v1/chat/completions" });
        await using var app = await App.StartAsync(App.Settings(emulator));

        await Assert.ThrowsAsync<InferenceException>(() => app.Router.AsIChatClient(Model).GetResponseAsync("One"));

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task No_log_of_anybody_has_the_token_or_the_prompt_in_it()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator), level: LogLevel.Trace);
        emulator.Script.For().Once().Fail(500);

        await app.Router.AsIChatClient(Model).GetResponseAsync("A very private question");

        Assert.Contains(app.Log.Lines, line => line.Category == "InferenceProviders.Routing");
        Assert.Contains(
            app.Log.Lines, line =>
                line.Category.StartsWith("System.Net.Http.HttpClient.InferenceProviders", StringComparison.Ordinal));
        Assert.All(app.Log.Lines, line =>
        {
            Assert.DoesNotContain(emulator.Token, line.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("private question", line.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_handler_of_the_options_wins_over_the_factory()
    {
        var counter = new Counter();
        using var handler = new Counting(counter) { InnerHandler = new SocketsHttpHandler() };
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await App.StartAsync(App.Settings(emulator), builder =>
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section)).Options.Configure(
                options => options.HttpMessageHandler = handler));

        await app.Router.AsIChatClient(Model).GetResponseAsync("One");

        Assert.Equal(1, counter.Requests);
    }

    private sealed class Counter
    {
        public int Requests;
    }

    private sealed class Counting(Counter counter) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counter.Requests);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
