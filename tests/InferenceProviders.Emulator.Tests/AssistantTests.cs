using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

/// <summary>The models are deterministic and of use.</summary>
public class AssistantTests
{
    private const string Llama = "meta-llama/Llama-3.3-70B-Instruct:groq";

    [Theory]
    [InlineData("Tell me a fun fact about the Eiffel Tower.", "Eiffel Tower")]
    [InlineData("What is 17 + 25?", "17 + 25 = 42.")]
    [InlineData("What is 7 times 6?", "7 times 6 = 42.")]
    [InlineData("Say exactly: the cat sat", "the cat sat")]
    [InlineData("Reply with only the word \"banana\".", "banana")]
    [InlineData("Count to 5.", "1 2 3 4 5")]
    public async Task The_answer_follows_from_the_prompt(string prompt, string expected)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var first = Wire.Text(await emulator.ChatAsync(EmulatorClient.Body(Llama, prompt)));
        var second = Wire.Text(await emulator.ChatAsync(EmulatorClient.Body(Llama, prompt)));

        Assert.Contains(expected, first, StringComparison.Ordinal);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task It_remembers_the_conversation_and_tells_its_instructions()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var messages = new JsonArray(
            Message("system", "Be brief."), Message("user", "Hello, my name is Ada."), Message("assistant", "Hello."),
            Message("user", "What is my name?"));

        Assert.Equal(
            "Your name is Ada.",
            Wire.Text(await emulator.ChatAsync(new JsonObject { ["model"] = Llama, ["messages"] = messages })));
        messages.Add(Message("user", "Describe trees"));
        Assert.Contains(
            "Be brief.",
            Wire.Text(
                await emulator.ChatAsync(new JsonObject { ["model"] = Llama, ["messages"] = messages.DeepClone() })),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasoning_models_think_first_and_longer_with_more_effort()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var lengths = new List<int>();
        foreach (var effort in new[] { "none", "low", "medium", "high" })
        {
            var answer = await emulator.ChatAsync(
                EmulatorClient.Body("openai/gpt-oss-20b:groq", "Hi", body => body["reasoning_effort"] = effort));
            var tokens = answer["usage"]!["completion_tokens_details"]?["reasoning_tokens"]?.GetValue<int>() ?? 0;
            Assert.Equal(tokens == 0, answer["choices"]![0]!["message"]!["reasoning"] is null);
            lengths.Add(tokens);
        }

        Assert.Equal(0, lengths[0]);
        Assert.Equal(lengths.Order().Distinct(), lengths);
        var stream = await emulator.StreamAsync(
            "v1/chat/completions", EmulatorClient.Body("openai/gpt-oss-20b:groq", "Hi"));
        var deltas = Wire.Events(stream).Select(@event => @event["choices"]![0]!["delta"]!).ToList();
        Assert.True(
            deltas.FindLastIndex(delta => delta["reasoning"] is not null) < deltas.FindIndex(
                delta => delta["content"]?.GetValue<string>() is { Length: > 0 }));
    }

    [Fact]
    public async Task Models_that_do_not_think_have_no_reasoning()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var message = (await emulator.ChatAsync(EmulatorClient.Body(Llama, "Hi")))["choices"]![0]!["message"]!;

        Assert.Null(message["reasoning"]);
    }

    [Fact]
    public async Task The_token_limit_cuts_and_says_so()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.ChatAsync(
            EmulatorClient.Body(Llama, "Count to 50.", body => body["max_tokens"] = 7));
        var whole = await emulator.ChatAsync(
            EmulatorClient.Body(Llama, "Count to 3.", body => body["max_completion_tokens"] = 3));

        Assert.Equal("1 2 3 4 5 6 7", Wire.Text(answer));
        Assert.Equal("length", answer["choices"]![0]!["finish_reason"]!.GetValue<string>());
        Assert.Equal(7, answer["usage"]!["completion_tokens"]!.GetValue<int>());
        Assert.Equal("1 2 3", Wire.Text(whole));
        Assert.Equal("stop", whole["choices"]![0]!["finish_reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_token_limit_can_fall_into_the_reasoning()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = EmulatorClient.Body("HuggingFaceTB/SmolLM3-3B", "Count to 50.", json => json["max_tokens"] = 4);
        const string Path = "hf-inference/models/HuggingFaceTB/SmolLM3-3B/v1/chat/completions";

        var content = (await emulator.PostAsync(Path, body))["choices"]![0]!["message"]!["content"]!.GetValue<string>();
        var streamed = Wire.CollectStream(await emulator.StreamAsync(Path, body));

        Assert.StartsWith("<think>\n", content, StringComparison.Ordinal);
        Assert.DoesNotContain("</think>", content, StringComparison.Ordinal);
        Assert.Equal(("", "length"), (streamed.Text, streamed.FinishReason));
    }

    [Theory]
    [InlineData("\"6\"")]
    [InlineData("[\"zzz\",\" 6\",\"8\"]")]
    public async Task Stop_sequences_stop(string stop)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.ChatAsync(
            EmulatorClient.Body(Llama, "Count to 9.", body => body["stop"] = JsonNode.Parse(stop)));

        Assert.Equal("1 2 3 4 5", Wire.Text(answer).TrimEnd());
        Assert.Equal("stop", answer["choices"]![0]!["finish_reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Usage_adds_up()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var usage = (await emulator.ChatAsync(EmulatorClient.Body(Llama, "Count to 9.")))["usage"]!;
        var longer = (await emulator.ChatAsync(EmulatorClient.Body(Llama, "Please count to 9.")))["usage"]!;

        Assert.Equal(9, usage["completion_tokens"]!.GetValue<int>());
        Assert.Equal(usage["prompt_tokens"]!.GetValue<int>() + 9, usage["total_tokens"]!.GetValue<int>());
        Assert.Equal(usage["prompt_tokens"]!.GetValue<int>() + 1, longer["prompt_tokens"]!.GetValue<int>());
        Assert.Null(usage["prompt_tokens_details"]);
    }

    [Fact]
    public async Task Repeated_long_prefixes_are_cached_by_provider_and_model()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var document = string.Concat(Enumerable.Repeat(" word", 2000));
        JsonObject Body(string model, string question) => new()
        {
            ["model"] = model,
            ["messages"] = new JsonArray(Message("system", document), Message("user", question)),
        };

        Assert.Null(await CachedAsync(Llama, "One?"));
        Assert.Equal(1920, await CachedAsync(Llama, "Two?"));
        Assert.Null(await CachedAsync("meta-llama/Llama-3.3-70B-Instruct:nscale", "Two?"));
        Assert.Null(await CachedAsync("openai/gpt-oss-20b:groq", "Two?"));

        async Task<int?> CachedAsync(string model, string question) =>
            (await emulator.ChatAsync(
                Body(model, question)))["usage"]!["prompt_tokens_details"]?["cached_tokens"]?.GetValue<int>();
    }

    [Fact]
    public async Task Log_probabilities_come_for_each_token()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.ChatAsync(EmulatorClient.Body(Llama, "Count to 3.", body =>
        {
            body["logprobs"] = true;
            body["top_logprobs"] = 2;
        }));

        var tokens = answer["choices"]![0]!["logprobs"]!["content"]!.AsArray();
        Assert.Equal(["1", " 2", " 3"], tokens.Select(token => token!["token"]!.GetValue<string>()));
        Assert.All(tokens, token => Assert.Equal(2, token!["top_logprobs"]!.AsArray().Count));
    }

    [Fact]
    public async Task Streams_come_in_words()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var pieces = Wire.Events(
            await emulator.StreamAsync("v1/chat/completions", EmulatorClient.Body(Llama, "Count to 4."))).Select(
                @event => @event["choices"]![0]!["delta"]!["content"]?.GetValue<string>()).Where(piece =>
                    piece is { Length: > 0 });

        Assert.Equal(["1", " 2", " 3", " 4"], pieces);
    }

    [Theory]
    [InlineData("blue-baseline.jpg", "a JPEG image of 40 × 24 pixels, mostly blue")]
    [InlineData("green-progressive.jpg", "a JPEG image of 33 × 17 pixels, mostly green")]
    [InlineData("green-restarts.jpg", "a JPEG image of 48 × 40 pixels, mostly green")]
    [InlineData("grey.jpg", "a JPEG image of 20 × 10 pixels, mostly grey")]
    [InlineData("yellow-and-red.jpg", "a JPEG image of 64 × 48 pixels, mostly yellow")]
    [InlineData("yellow-mozjpeg.jpg", "a JPEG image of 64 × 48 pixels, mostly yellow")]
    [InlineData("red-rgb.png", "a PNG image of 12 × 7 pixels, mostly red")]
    [InlineData("green-palette.png", "a PNG image of 9 × 5 pixels, mostly green")]
    [InlineData("blue-interlaced.png", "a PNG image of 17 × 13 pixels, mostly blue")]
    [InlineData("orange-16bit.png", "a PNG image of 6 × 6 pixels, mostly orange")]
    [InlineData("purple-filtered.png", "a PNG image of 50 × 20 pixels, mostly purple")]
    [InlineData("transparent.png", "a PNG image of 5 × 5 pixels, mostly transparent")]
    [InlineData("white-few-bits.png", "a PNG image of 8 × 8 pixels, mostly white")]
    [InlineData("red.gif", "a GIF image of 11 × 3 pixels")]
    [InlineData("red-lossless.webp", "a WebP image of 14 × 6 pixels")]
    [InlineData("red-lossy.webp", "a WebP image of 15 × 7 pixels")]
    public async Task It_sees_images(string file, string expected)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var data = Convert.ToBase64String(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "images", file)));

        var answer = await emulator.ChatAsync(Image($"data:image/{Path.GetExtension(file)[1..]};base64,{data}"));

        Assert.Equal($"I see {expected}.", Wire.Text(answer));
    }

    [Fact]
    public async Task Of_an_images_address_it_knows_only_the_host()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.ChatAsync(Image("https://example.com/cat.png?token=secret"));

        Assert.Equal("I was given the address of an image at example.com, which I cannot open.", Wire.Text(answer));
    }

    [Fact]
    public async Task It_hears_audio()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = EmulatorClient.Body("gpt-4o-mini", "", json => json["messages"] = JsonNode.Parse(
            """[{"role":"user","content":[{"type":"text","text":"What is this?"},"""
            + """{"type":"input_audio","input_audio":{"data":"UklGRgAA","format":"wav"}}]}]"""));

        var answer = await emulator.PostAsync(
            "hosts/api.openai.com/v1/chat/completions", body, authorization: "Bearer key-openai");

        Assert.Equal("I hear 6 bytes of wav audio.", Wire.Text(answer));
    }

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static JsonObject Image(string url) =>
        EmulatorClient.Body(
            "Qwen/Qwen2.5-VL-72B-Instruct:novita", "", body => body["messages"] = new JsonArray(new JsonObject
    {
        ["role"] = "user",
        ["content"] = new JsonArray(
            new JsonObject { ["type"] = "text", ["text"] = "What is in this picture?" },
            new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = url } }),
    }));
}
