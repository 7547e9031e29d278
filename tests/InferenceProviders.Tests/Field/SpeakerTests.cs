using InferenceProviders.Tests.Routing.Flows;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>Who speaks in errors and reports, and who is asked after that.</summary>
[Trait("Category", "Field")]
public class SpeakerTests
{
    [Fact]
    public async Task The_router_is_called_by_its_name()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.MaxAttempts = 1);
        rig.OnAutoRoute().Fail(500, """{"error":"the router is out of order"}""");

        var failure = await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello"));

        Assert.StartsWith("Hugging Face router answered 500", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, Assert.Single(failure.Attempts).Reason);
    }

    [Fact]
    public async Task A_misspelt_policy_behind_a_model_is_told_with_the_one_that_was_meant()
    {
        await using var rig = await EmulatedRouter.StartAsync();
        rig.OnAutoRoute()
            .Fail(
                400, """{"error":{"message":"The requested model 'openai/gpt-oss-20b:fastets' is not supported by """
                + """any provider.","code":"model_not_supported"}}""");

        var failure = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Router.AsIChatClient("openai/gpt-oss-20b:fastets").GetResponseAsync("Hello"));

        Assert.Contains("Did you mean 'openai/gpt-oss-20b:fastest'?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_router_says_so()
    {
        var rig = await EmulatedRouter.StartAsync();
        await using (rig)
        {
            var chat = rig.Chat;
            var embeddings = rig.Router.AsIEmbeddingGenerator("Qwen/Qwen3-Embedding-8B");
            rig.Router.Dispose();

            var call = await Assert.ThrowsAsync<ObjectDisposedException>(() => chat.GetResponseAsync("Hello"));
            var vectors = await Assert.ThrowsAsync<ObjectDisposedException>(() => embeddings.GenerateAsync(["Hello"]));

            Assert.Equal(typeof(InferenceRouter).FullName, call.ObjectName);
            Assert.Equal(typeof(InferenceRouter).FullName, vectors.ObjectName);
        }
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_named_by_its_host()
    {
        using var router = new InferenceRouter(new() { UseEnvironment = false, Routing = { MaxAttempts = 1 } });

        var failure = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient(new Uri("http://no-such-host.invalid:8080/v1")).GetResponseAsync("Hello"));

        Assert.Contains("could not be reached at no-such-host.invalid:8080", failure.Message, StringComparison.Ordinal);
    }
}
