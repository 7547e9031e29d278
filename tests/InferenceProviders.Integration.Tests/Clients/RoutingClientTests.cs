using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Integration.Tests.Clients;

/// <summary>Chains inside of the routing clients of Microsoft.Extensions.AI: each does what it is for.</summary>
public sealed class RoutingClientTests
{
    private const string First = "openai/gpt-oss-20b";
    private const string Second = "Qwen/Qwen3-32B";
    private const string Third = "meta-llama/Llama-3.3-70B-Instruct";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failover_client_goes_on_where_a_whole_chain_has_failed(bool stream)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.For(model: First).Fail(500);
        emulator.Script.For(model: Second).Fail(500);
        using var router = new InferenceRouter(emulator.RouterOptions());
        using var other = new InferenceRouter(emulator.RouterOptions("groq"));
        using var client = new OrderedFailoverChatClient(
            [router.AsIChatClient([First, Second]), other.AsIChatClient(Third + ":groq")], leaveOpen: true);

        var response = stream
            ? await client.GetStreamingResponseAsync("Where is Paris?").ToChatResponseAsync()
            : await client.GetResponseAsync("Where is Paris?");

        // Each of its clients has a report of its own.
        var report = response.GetRoutingReport()!;
        Assert.Equal((Third + ":groq", "groq"), (report.Model, report.Provider));
        Assert.Equal(AuthMode.Direct, Assert.Single(report.Attempts).AuthMode);
    }

    [Fact]
    public async Task A_chain_inside_of_a_failover_client_is_used_up_first()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.For(model: First).Fail(500);
        using var router = new InferenceRouter(emulator.RouterOptions());
        using var client = new OrderedFailoverChatClient(
            [router.AsIChatClient([First, Second]), router.AsIChatClient(Third)], leaveOpen: true);

        var report = (await client.GetResponseAsync("Where is Paris?")).GetRoutingReport()!;

        Assert.Equal(Second, report.Model);
        Assert.DoesNotContain(emulator.Requests, request => request.Model == Third);
    }

    [Fact]
    public async Task A_semantic_router_chooses_the_chain_and_the_chain_the_model()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.For(model: Second)
            .Fail(404, """{"error":{"message":"No such model.","code":"model_not_found"}}""");
        using var router = new InferenceRouter(emulator.RouterOptions());
        var code = router.AsIChatClient([Second, Third]);
        var talk = router.AsIChatClient([First]);
        using var client = new SemanticRoutingChatClient(
            router.AsIEmbeddingGenerator(["Qwen/Qwen3-Embedding-8B:scaleway", "Qwen/Qwen3-Embedding-8B:deepinfra"]),
            new Dictionary<IChatClient, IReadOnlyList<string>>
            {
                [code] = ["Write a function that sorts a list."],
                [talk] = ["How are you today?"],
            },
            talk,
            scoreThreshold: 0.99f,
            leaveOpen: true);

        Assert.Equal(
            Third, (await client.GetResponseAsync("Write a function that sorts a list.")).GetRoutingReport()!.Model);
        Assert.Equal(First, (await client.GetResponseAsync("How are you today?")).GetRoutingReport()!.Model);
    }
}
