using System.Net;
using System.Text;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Runtime;

namespace InferenceProviders.Tests.Field;

/// <summary>Thousands of models in turn: what is kept of them has no cliff.</summary>
[Trait("Category", "Field")]
public class ManyModelsTests
{
    private const int Models = 5000;
    private const int Capacity = 100;

    [Fact]
    public async Task The_Hub_is_asked_once_for_each_of_five_thousand_models()
    {
        using var hub = new CountingHub();
        using var core = new RouterRuntime(RouterSettingsFactory.Create(new()
        {
            UseEnvironment = false,
            Token = "hf_test",
            HttpMessageHandler = hub,
            Routing = { Policy = RoutePolicies.Listed },
        }));
        for (var turn = 0; turn < 2; turn++)
        {
            for (var i = 0; i < Models; i++)
            {
                await core.Planner.PlanAsync(
                    ModelReference.Parse($"org/model-{i}"), null, InferenceTask.Conversational, null,
                    CancellationToken.None);
            }
        }

        Assert.Equal(Models, hub.Mappings);
    }

    [Fact]
    public void What_is_asked_for_stays_and_a_quarter_of_the_rest_goes()
    {
        var cache = new RecentCache<int, Entry>(Capacity);
        for (var i = 0; i < Capacity; i++)
        {
            Assert.True(cache.TryAdd(i, new Entry()));
        }

        for (var i = 0; i < 10; i++)
        {
            Assert.True(cache.TryGet(i, out _));
        }

        cache.Set(Capacity, new Entry());

        Assert.Equal(Capacity * 3 / 4, cache.Count());
        Assert.All(Enumerable.Range(0, 10), i => Assert.True(cache.TryGet(i, out _)));
    }

    [Fact]
    public void Where_all_are_asked_for_there_are_still_no_more_than_fit()
    {
        var cache = new RecentCache<int, Entry>(Capacity);
        for (var i = 0; i < Capacity * 20; i++)
        {
            cache.Set(i, new Entry());
            Assert.True(cache.TryGet(i, out _));
            Assert.InRange(cache.Count(), 1, Capacity);
        }

        Assert.True(cache.TryGet((Capacity * 20) - 1, out _));
    }

    private sealed class Entry : IRecentEntry
    {
        public bool WasAskedFor { get; set; }
    }

    private sealed class CountingHub : HttpMessageHandler
    {
        public int Mappings { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isMapping = request.RequestUri!.AbsolutePath.StartsWith("/api/models/", StringComparison.Ordinal);
            Mappings += isMapping ? 1 : 0;
            var json = isMapping
                ? """{"id":"x","inferenceProviderMapping":{"groq":{"status":"live","providerId":"groq/model","task":"conversational"}}}"""
                : """{"object":"list","data":[]}""";
            return Task.FromResult(new HttpResponseMessage(
                HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
        }
    }
}
