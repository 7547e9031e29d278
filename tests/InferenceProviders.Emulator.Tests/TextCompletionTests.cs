using System.Net;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

public class TextCompletionTests
{
    [Theory]
    [InlineData("deepinfra/v1/openai/completions", "google/gemma-2-9b")]
    [InlineData("featherless-ai/v1/completions", "meta-llama/Meta-Llama-3.1-8B")]
    [InlineData("hf-inference/models/HuggingFaceTB/SmolLM2-135M/v1/completions", "HuggingFaceTB/SmolLM2-135M")]
    [InlineData("novita/v3/openai/completions", "deepseek/deepseek-r1-distill-qwen-14b")]
    [InlineData("ovhcloud/v1/completions", "Mistral-7B-v0.3")]
    [InlineData("scaleway/v1/completions", "mistral-nemo-base-2407")]
    [InlineData("together/v1/completions", "mistralai/Mixtral-8x7B-v0.1")]
    public async Task A_text_is_continued_whole_and_streamed(string path, string model)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = new JsonObject { ["model"] = model, ["prompt"] = "The capital of France is" };

        var answer = await emulator.PostAsync(path, body);
        var streamed = Wire.Events(await emulator.StreamAsync(path, body)).Select(@event => @event["choices"]![0]!)
            .ToList();

        Assert.Equal("text_completion", answer["object"]!.GetValue<string>());
        Assert.Equal(
            " what the emulator knows of France. It counts 5 words before this one.",
            answer["choices"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(
            answer["choices"]![0]!["text"]!.GetValue<string>(),
            string.Concat(streamed.Select(choice => choice["text"]!.GetValue<string>())));
        Assert.Equal(
            answer["choices"]![0]!["finish_reason"]!.GetValue<string>(),
            streamed[^1]["finish_reason"]!.GetValue<string>());
        Assert.Equal(5, answer["usage"]!["prompt_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task Nebius_continues_at_its_own_host()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.PostAsync(
            "hosts/api.studio.nebius.ai/v1/completions",
            new JsonObject { ["model"] = "Qwen/Qwen2.5-32B", ["prompt"] = "Once" }, authorization: "Bearer key-nebius");

        Assert.StartsWith(
            " what the emulator knows", answer["choices"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"max_tokens":3}""", " what the emulator", "length")]
    [InlineData("""{"stop":["It"]}""", " what the emulator knows of France. ", "eos")]
    [InlineData("""{"stop":" the"}""", " what", "eos")]
    [InlineData("""{"return_full_text":true,"max_tokens":6}""", "The capital of France is what", "length")]
    public async Task Limits_end_it(string options, string text, string finish)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = JsonNode.Parse(options)!.AsObject();
        body["model"] = "mistralai/Mixtral-8x7B-v0.1";
        body["prompt"] = "The capital of France is";

        var choice = (await emulator.PostAsync("together/v1/completions", body))["choices"]![0]!;

        Assert.Equal((text, finish), (choice["text"]!.GetValue<string>(), choice["finish_reason"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"model":"mistral-nemo-base-2407"}""", 400)]
    [InlineData("""{"prompt":"x"}""", 400)]
    [InlineData("""{"model":"mistral-nemo-base-2407","prompt":5}""", 400)]
    [InlineData("""{"model":"mistral-nemo-base-2407","prompt":"x","max_tokens":200000}""", 400)]
    [InlineData("""{"model":"bge-multilingual-gemma2","prompt":"x"}""", 404)]
    public async Task Wrong_requests_are_refused(string body, int status)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var error = await emulator.PostAsync(
            "hosts/api.scaleway.ai/v1/completions", JsonNode.Parse(body)!, (HttpStatusCode)status,
            "Bearer key-scaleway");

        Assert.Equal(status, error["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_words_can_be_scripted()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For(model: "meta-llama/Llama-3.1-8B").Text(" Paris.");

        var answer = await emulator.PostAsync("featherless-ai/v1/completions", new JsonObject
        {
            ["model"] = "meta-llama/Meta-Llama-3.1-8B",
            ["prompt"] = "x",
        });

        Assert.Equal(" Paris.", answer["choices"]![0]!["text"]!.GetValue<string>());
    }
}
