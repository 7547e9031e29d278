using System.Net;
using InferenceProviders.Primitives;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Field;

/// <summary>Names that are nearly right: the message has the right one.</summary>
[Trait("Category", "Field")]
public class NamesTests
{
    [Theory]
    [InlineData("grok", "groq")]
    [InlineData("Groq", "groq")]
    [InlineData("togehter", "together")]
    [InlineData("togetherai", "together")]
    [InlineData("together-ai", "together")]
    [InlineData("fireworks", "fireworks-ai")]
    [InlineData("fal", "fal-ai")]
    [InlineData("falai", "fal-ai")]
    [InlineData("hf_inference", "hf-inference")]
    [InlineData("cerebus", "cerebras")]
    [InlineData("sambanoba", "sambanova")]
    [InlineData("black-forest-lab", "black-forest-labs")]
    [InlineData("my-own-server", null)]
    [InlineData("x", null)]
    public void A_misspelt_provider_is_recognized(string written, string? meant) =>
        Assert.Equal(meant, NearestName.Of(written, ProviderRegistry.BuiltIn.All.Select(provider => provider.Name)));

    [Theory]
    [InlineData("https://huggingface.co/openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    [InlineData("https://huggingface.co/openai/gpt-oss-120b/", "openai/gpt-oss-120b")]
    [InlineData("http://www.huggingface.co/openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    [InlineData("huggingface.co/openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    [InlineData("https://hf.co/openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    [InlineData("https://huggingface.co/openai/gpt-oss-120b/tree/main", "openai/gpt-oss-120b")]
    [InlineData("https://huggingface.co/openai/gpt-oss-120b/blob/main/README.md#usage", "openai/gpt-oss-120b")]
    [InlineData("https://huggingface.co/openai/gpt-oss-120b?inference_provider=groq", "openai/gpt-oss-120b:groq")]
    [InlineData("https://huggingface.co/openai/gpt-oss-120b?inference_provider=auto&library=x", "openai/gpt-oss-120b")]
    [InlineData(
        "https://huggingface.co/playground?modelId=openai%2Fgpt-oss-120b&provider=groq", "openai/gpt-oss-120b:groq")]
    [InlineData("https://huggingface.co/chat/models/openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    [InlineData("https://huggingface.co/api/models/openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    [InlineData("https://api-inference.huggingface.co/models/openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    [InlineData("https://huggingface.co/gpt2", "gpt2")]
    public void A_page_of_the_Hub_is_taken_for_its_model_and_not_for_an_endpoint(string pasted, string model)
    {
        var reference = ModelReference.Parse(pasted);

        Assert.Null(reference.Endpoint);
        Assert.Equal(model, reference.Text);
    }

    [Theory]
    [InlineData("https://huggingface.co/spaces/openai/gpt-oss")]
    [InlineData("https://huggingface.co/datasets/squad/plain")]
    [InlineData("https://huggingface.co/docs/inference-providers")]
    [InlineData("https://huggingface.co/")]
    public void A_page_that_is_about_no_model_is_refused(string pasted)
    {
        var refused = Assert.Throws<ArgumentException>(() => ModelReference.Parse(pasted));

        Assert.Contains("a page of huggingface.co that is about no model", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://router.huggingface.co/v1")]
    [InlineData("https://abc.us-east-1.aws.endpoints.huggingface.cloud/v1")]
    [InlineData("https://huggingface.co.example.com/openai/gpt-oss-120b")]
    [InlineData("https://huggingface.co:8443/openai/gpt-oss-120b")]
    [InlineData("http://localhost:8080/v1")]
    public void An_endpoint_stays_an_endpoint(string url) => Assert.NotNull(ModelReference.Parse(url).Endpoint);

    [Fact]
    public async Task A_provider_that_nobody_has_is_told_with_the_one_that_was_meant()
    {
        using var core = new StubHub().Serve("together").Serve("groq").Core();

        var failure = await Assert.ThrowsAsync<InferenceException>(async () =>
            await core.Planner.PlanAsync(
                ModelReference.Parse(StubHub.Model), "grok", InferenceTask.Conversational, null,
                CancellationToken.None));

        Assert.Equal(InferenceErrorKind.ModelNotFound, failure.Kind);
        Assert.Contains("Did you mean 'groq'?", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "org/model")]
    [InlineData("Org/Model", "org/model")]
    [InlineData("org/modle", "org/model")]
    [InlineData("other/model", "org/model")]
    public async Task A_model_that_nobody_serves_is_told_with_the_one_that_was_meant(string written, string meant)
    {
        using var core = new StubHub().Serve("groq", offer: "\"context_length\":8192")
            .Core(options => options.Routing.Policy = RoutePolicies.Listed);

        var failure = await Assert.ThrowsAsync<InferenceException>(() => StubHub.PlanAsync(core, written));

        Assert.Equal(InferenceErrorKind.ModelNotFound, failure.Kind);
        Assert.Contains($"Did you mean '{meant}'?", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("org/model:groq")]
    [InlineData("org/model:Groq")]
    public async Task What_the_router_rules_out_is_not_let_in_by_the_name_of_a_model(string model)
    {
        foreach (var rule in (Action<InferenceProvidersOptions>[])[options =>
            options.Routing.DeniedProviders = ["groq"], options => options.Routing.AllowedProviders = ["together"]])
        {
            using var core = new StubHub().Serve("together").Serve("groq").Core(rule);

            var refused = await Assert.ThrowsAsync<InferenceException>(() => StubHub.PlanAsync(core, model));

            Assert.Equal((InferenceErrorKind.NotSupported, "groq"), (refused.Kind, refused.Provider));
            Assert.Equal(["together"], await StubHub.PlanAsync(core, StubHub.Model));
        }
    }

    [Fact]
    public async Task A_suffix_names_the_provider_for_tasks_that_the_router_does_not_route()
    {
        using var core = new StubHub().Serve("together", task: "text-to-image").Serve("fal-ai", task: "text-to-image")
            .Core();

        Assert.Equal(["fal-ai"], await StubHub.PlanAsync(core, "org/model:fal-ai", "text-to-image"));
    }
}
