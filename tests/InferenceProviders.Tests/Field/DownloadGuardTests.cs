using System.Net;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// The guard on downloads holds however the router was made (DayuanJiang/next-ai-draw-io#921,
/// confident-ai/deepeval#3012: a URL whose host name leads to a private address).
/// </summary>
[Trait("Category", "Field")]
public sealed class DownloadGuardTests
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static TheoryData<string> Ways =>
        ["plain", "handler", "handler in a chain", "HttpClientHandler", "client", "factory", "DI", "DI by name",
            "DI with user tokens", "DI with a handler of its own", "DI reloaded"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_result_on_a_name_that_leads_inside_is_not_fetched(string way)
    {
        await using var inside = ScriptedServer.Start(Reply.Whole(Png, "image/png"));
        await using var server = FieldServer.Start(
            "together", "text-to-image",
            Reply.Json(
                $$"""{"data":[{"url":"https://files.example.com:{{inside.Address.Port}}/internal/metadata.png"}]}"""));
        await using var made = await Made.RouterAsync(
            way, server, options => Names(options, "files.example.com", "127.0.0.1"));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => made.Router.AsIImageGenerator(FieldServer.Model, "together").GenerateImagesAsync("a cat"));

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains(
            "'files.example.com' has the address 127.0.0.1, which is not a public one", error.Message,
            StringComparison.Ordinal);
        Assert.Equal(0, inside.ConnectionCount);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_users_URL_on_a_name_that_leads_inside_is_not_fetched_for_a_provider(string way)
    {
        await using var inside = ScriptedServer.Start(Reply.Whole(Png, "image/png"));
        await using var server = FieldServer.Start("hf-inference", "image-to-image", Reply.Whole(Png, "image/png"));
        await using var made = await Made.RouterAsync(way, server, options =>
        {
            options.ProviderKeys.Clear();
            options.ProviderEndpoints.Clear();
            Names(options, "files.example.com", "169.254.169.254", "127.0.0.1");
        });

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => made.Router.AsIImageGenerator(FieldServer.Model, "hf-inference").GenerateAsync(
            new("a cat",
                [new UriContent(
                    new Uri($"https://files.example.com:{inside.Address.Port}/secret.png"), "image/png")])));

        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("which is not a public one", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, inside.ConnectionCount);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_redirect_is_checked_like_the_first_URL(string way)
    {
        foreach (var (location, why) in new[] { ("https://10.0.0.1/x.png", "10.0.0.1 is not a public address"),
            ("https://nas/x.png", "local network"), ("https://inside.example.com/x.png", "has the address 10.0.0.7") })
        {
            await using var server = FieldServer.Start("together", "text-to-image", (request, index) => index == 0
                ? Reply.Json($$"""{"data":[{"url":"http://{{request.Header("Host")}}/files/x.png"}]}""")
                : Reply.Whole([], "text/plain", 302, $"Location: {location}"));
            await using var made = await Made.RouterAsync(way, server, options =>
            {
                options.AllowLoopbackDownloads = true;
                Names(options, "inside.example.com", "10.0.0.7");
            });

            var error = await Assert.ThrowsAsync<InferenceException>(
                () => made.Router.AsIImageGenerator(FieldServer.Model, "together").GenerateImagesAsync("a cat"));

            Assert.Contains(why, error.Message, StringComparison.Ordinal);
            Assert.Equal(2, server.Asked.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_name_that_changes_its_address_gains_nothing(string way)
    {
        await using var files = ScriptedServer.Start(
            Reply.Whole(Png, "image/png", 200, "Connection: close").Then(new ReplyStep.Finish()));
        var asked = 0;
        await using var server = FieldServer.Start(
            "together", "text-to-image",
            Reply.Json($$"""{"data":[{"url":"http://files.localhost:{{files.Address.Port}}/x.png"}]}"""));
        await using var made = await Made.RouterAsync(way, server, options =>
        {
            options.AllowLoopbackDownloads = true;
            options.ResolveHost = (_, _) => Task.FromResult(
                Interlocked.Increment(ref asked) == 1 ? [IPAddress.Loopback] : new[] { IPAddress.Parse("10.0.0.7") });
        });
        using var images = made.Router.AsIImageGenerator(FieldServer.Model, "together");

        await images.GenerateImagesAsync("a cat");
        var error = await Assert.ThrowsAsync<InferenceException>(() => images.GenerateImagesAsync("a cat"));

        Assert.Contains("'files.localhost' has the address 10.0.0.7", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1), (asked, files.ConnectionCount));
    }

    private static void Names(InferenceProvidersOptions options, string name, params string[] addresses) =>
        options.ResolveHost = (host, _) =>
            Task.FromResult(host == name ? [.. addresses.Select(IPAddress.Parse)] : Array.Empty<IPAddress>());

    /// <summary>A router, made in one of the ways that there are, with what is to be disposed after it.</summary>
    private sealed class Made(InferenceRouter router, params object?[] things) : IAsyncDisposable
    {
        public InferenceRouter Router { get; } = router;

        public static async Task<Made> RouterAsync(
            string way, FieldServer server, Action<InferenceProvidersOptions> configure)
        {
            var options = server.Options();
            options.AllowLoopbackDownloads = false;
            configure(options);
            if (way.StartsWith("DI", StringComparison.Ordinal))
            {
                return await InContainerAsync(way, options);
            }

            var sockets = new SocketsHttpHandler();
            HttpMessageHandler handler = way == "HttpClientHandler"
                ? new HttpClientHandler()
                : way == "handler in a chain" ? new Through(new Through(sockets))
                : sockets;
            var client = new HttpClient(handler);
            switch (way)
            {
                case "plain":
                    break;

                case "client":
                    options.HttpClient = client;
                    break;

                case "factory":
                    options.HttpClientFactory = () => client;
                    break;

                default:
                    options.HttpMessageHandler = handler;
                    break;
            }

            var router = new InferenceRouter(options);
            return new Made(router, router, client);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var thing in things)
            {
                if (thing is IAsyncDisposable later)
                {
                    await later.DisposeAsync();
                }
                else
                {
                    (thing as IDisposable)?.Dispose();
                }
            }
        }

        private static async Task<Made> InContainerAsync(string way, InferenceProvidersOptions wanted)
        {
            var services = new ServiceCollection().AddLogging();
            var name = way == "DI by name" ? "second" : null;
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ApplicationName", "field/1")])
                .Build();
            var builder = services.AddInferenceProviders(configuration, name);
            builder.Options.Configure(options => Copy(wanted, options));
            if (way == "DI with user tokens")
            {
                builder.UseUserTokens(_ => ScriptedServer.Token);
            }
            else if (way == "DI with a handler of its own")
            {
                builder.HttpClient.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler())
                    .AddHttpMessageHandler(() => new Through());
            }

            var provider = services.BuildServiceProvider();
            var scope = provider.CreateAsyncScope();
            var router = name is null
                ? scope.ServiceProvider.GetRequiredService<InferenceRouter>()
                : scope.ServiceProvider.GetRequiredKeyedService<InferenceRouter>(name);
            if (way == "DI reloaded")
            {
                var before = provider.GetRequiredService<IOptionsMonitor<InferenceProvidersOptions>>().CurrentValue;
                configuration["ApplicationName"] = "field/2";
                configuration.Reload();
                Assert.NotSame(
                    before, provider.GetRequiredService<IOptionsMonitor<InferenceProvidersOptions>>().CurrentValue);
            }

            return await Task.FromResult(new Made(router, scope, provider));
        }

        private static void Copy(InferenceProvidersOptions from, InferenceProvidersOptions to)
        {
            (to.UseEnvironment, to.Token, to.RouterEndpoint, to.HubEndpoint, to.TimeProvider) = (false, from.Token,
                from.RouterEndpoint, from.HubEndpoint, from.TimeProvider);
            (to.ProviderKeys, to.ProviderEndpoints) = (from.ProviderKeys, from.ProviderEndpoints);
            (to.AllowLoopbackDownloads, to.ResolveHost) = (from.AllowLoopbackDownloads, from.ResolveHost);
        }
    }

    private sealed class Through : DelegatingHandler
    {
        public Through()
        {
        }

        public Through(HttpMessageHandler inner)
            : base(inner)
        {
        }
    }
}
