using System.Text;
using System.Text.Json;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Catalog;

/// <summary>
/// What is known of models is used while it is renewed and while it cannot be, and can be kept over the end of the
/// program.
/// </summary>
public sealed class StaleAndSavedTests
{
    private const string Models =
        """{"data":[{"id":"org/model","owned_by":"org","created":1754000000,"architecture":{"input_modalities":"""
            + """["text","image"],"output_modalities":["text"]},"providers":"""
            + """[{"provider":"groq","status":"live","context_length":131072,"pricing":{"input":0.15,"output":0.75}"""
            + ""","supports_tools":true,"supports_structured_output":false,"is_model_author":true"""
            + ""","first_token_latency_ms":212.5,"throughput":480.25},{"provider":"together","status":"staging"}]}]}""";

    private static readonly Reply Answer = Reply.Json(Wire.Answer("""{"content":"Hi"}"""));

    [Fact]
    public async Task While_the_hub_does_not_answer_calls_go_on_with_the_last_mapping()
    {
        var time = new ManualTime();
        var isDown = false;
        await using var server = ScriptedServer.Start(request => request.Method == "POST" ? Answer : isDown
            ? Reply.Json("", 503) : Reply.Json(Sent.Mapping("groq")));
        using var logs = new CapturedLogs();
        using var router = server.Router(options => (options.TimeProvider, options.LoggerFactory) = (time, logs));
        var chat = router.AsIChatClient("org/model", "groq");
        await chat.GetResponseAsync("Hi");

        isDown = true;
        time.Advance(TimeSpan.FromMinutes(11));
        await chat.GetResponseAsync("Hi");
        Assert.Equal("groq", Assert.Single(await router.Catalog.GetProvidersAsync("org/model")).Provider);
        Assert.Equal(2, Lookups(server));
        Assert.Contains("the last answer is used", logs.ToString(), StringComparison.Ordinal);

        // Not with every call, but again after half a minute.
        await chat.GetResponseAsync("Hi");
        Assert.Equal(2, Lookups(server));
        time.Advance(TimeSpan.FromSeconds(31));
        isDown = false;
        await router.Catalog.GetProvidersAsync("org/model");
        Assert.Equal(3, Lookups(server));
    }

    [Fact]
    public async Task A_no_of_the_hub_is_no_outage()
    {
        var time = new ManualTime();
        var isGone = false;
        await using var server = ScriptedServer.Start(_ => isGone
            ? Reply.Json("""{"error":"Repository not found"}""", 404) : Reply.Json(Sent.Mapping("groq")));
        using var router = server.Router(options => options.TimeProvider = time);
        await router.Catalog.GetProvidersAsync("org/model");

        isGone = true;
        time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(
            InferenceErrorKind.ModelNotFound,
            (await Assert.ThrowsAsync<InferenceException>(() => router.Catalog.GetProvidersAsync("org/model"))).Kind);
    }

    [Fact]
    public async Task What_was_saved_serves_another_router_that_can_reach_nobody()
    {
        using var saved = new MemoryStream();
        await using (var server = ScriptedServer.Start(
            request =>
                Reply.Json(request.Target.StartsWith("/v1/models", StringComparison.Ordinal) ? Models
                : Sent.Mapping("groq"))))
        {
            using var first = server.Router();
            await first.Catalog.GetModelsAsync();
            await first.Catalog.GetProvidersAsync("org/model");
            await first.Catalog.SaveAsync(saved);
        }

        Assert.DoesNotContain(ScriptedServer.Token, Encoding.UTF8.GetString(saved.ToArray()), StringComparison.Ordinal);
        saved.Position = 0;
        await using var down = ScriptedServer.Start(Reply.Json("", 503));
        using var second = down.Router();
        await second.Catalog.LoadAsync(saved);

        Assert.NotNull(second.Catalog.LastModels);
        var model = Assert.Single((await second.Catalog.GetModelsAsync()).Models);
        Assert.Equal(
            ("org/model", "org", 1754000000L), (model.Id, model.OwnedBy, model.Created!.Value.ToUnixTimeSeconds()));
        Assert.True(model.Accepts("image"));
        Assert.Equal(
            new ProviderOffer
            {
                Provider = "groq",
                Status = "live",
                ContextLength = 131072,
                InputPrice = 0.15m,
                OutputPrice = 0.75m,
                SupportsTools = true,
                SupportsStructuredOutput = false,
                IsModelAuthor = true,
                FirstTokenLatency = TimeSpan.FromMilliseconds(212.5),
                Throughput = 480.25,
            },
            model.Offers[0]);
        Assert.Equal(new ProviderOffer { Provider = "together", Status = "staging" }, model.Offers[1]);
        Assert.Equal("groq", Assert.Single(await second.Catalog.GetProvidersAsync("org/model")).Provider);
    }

    [Fact]
    public async Task What_is_newer_is_not_replaced_and_what_was_loaded_is_asked_for_again()
    {
        await using var server = ScriptedServer.Start(
            request =>
                Reply.Json(request.Target.StartsWith("/v1/models", StringComparison.Ordinal) ? Models
                : Sent.Mapping("groq")));
        using var router = server.Router();
        using var saved = new MemoryStream();
        await router.Catalog.GetModelsAsync();
        await router.Catalog.SaveAsync(saved);
        saved.Position = 0;

        using var other = server.Router();
        await other.Catalog.LoadAsync(saved);
        var loaded = other.Catalog.LastModels!;
        var fresh = await other.Catalog.GetModelsAsync();
        Assert.NotSame(loaded, fresh);

        saved.Position = 0;
        await other.Catalog.LoadAsync(saved);
        Assert.Same(fresh, other.Catalog.LastModels);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"mappings":{}}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":1,"retrieved_at":"2026-01-01T00:00:00Z","mappings":{}}""")]
    public async Task A_document_that_is_no_saved_catalogue_is_refused(string text)
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false });

        await Assert.ThrowsAnyAsync<JsonException>(
            () => router.Catalog.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))));

        Assert.Null(router.Catalog.LastModels);
    }

    private static int Lookups(ScriptedServer server) => server.Requests.Count(request => request.Method == "GET");
}
