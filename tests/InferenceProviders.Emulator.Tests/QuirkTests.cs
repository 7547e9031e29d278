using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

/// <summary>
/// Each provider's form on the wire, and that together they show every difference that clients must bear.
/// </summary>
public class QuirkTests
{
    private const string Weather = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";
    private const string Nothing = """{"type":"object","properties":{}}""";

    [Theory]
    [MemberData(nameof(ChatProviders.All), MemberType = typeof(ChatProviders))]
    public async Task Streams_and_bodies_say_the_same(string provider)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        foreach (var prompt in new[] { "Tell me about the Eiffel Tower, naïve 🐈.",
            "What is the weather in Paris and in Oslo?" })
        {
            var body = Ask(emulator, provider, prompt, Weather);
            var (path, authorization) = ChatProviders.Direct(provider, body["model"]!.GetValue<string>());

            var whole = await emulator.PostAsync(path, body, authorization: authorization);
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
            var streamed = Wire.CollectStream(await emulator.StreamAsync(path, body, authorization));

            var expected = Wire.Collect(whole["choices"]![0]!["message"]!);
            Assert.Equal(expected.Text, streamed.Text);
            Assert.Equal(expected.Reasoning, streamed.Reasoning);
            Assert.Equal(
                expected.Calls.Select(call => (call.Name, call.Arguments)),
                streamed.Calls.Select(call => (call.Name, call.Arguments)));
            Assert.Equal(whole["choices"]![0]!["finish_reason"]?.GetValue<string>(), streamed.FinishReason);
            Assert.Equal(
                whole["usage"]!["total_tokens"]!.GetValue<int>(), streamed.Usage!["total_tokens"]!.GetValue<int>());
        }
    }

    [Theory]
    [InlineData("baseten", "reasoning_content")]
    [InlineData("fireworks-ai", "reasoning_content")]
    [InlineData("groq", "reasoning")]
    [InlineData("cerebras", "reasoning")]
    [InlineData("hyperbolic", "reasoning_details")]
    public async Task Reasoning_has_a_field_of_its_own(string provider, string field)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var message = (await AnswerAsync(emulator, provider, "Hi"))["choices"]![0]!["message"]!;

        Assert.NotNull(message[field]);
        Assert.DoesNotContain(
            new[] { "reasoning_content", "reasoning", "reasoning_details" }, other =>
                other != field && message[other] is not null);
    }

    [Theory]
    [InlineData("featherless-ai")]
    [InlineData("hf-inference")]
    [InlineData("nvidia")]
    public async Task Reasoning_stands_between_tags_that_streams_cut(string provider)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var content = Wire.Events(await StreamAsync(emulator, provider, "Hi"))
            .Select(@event => @event["choices"]?[0]?["delta"]?["content"]?.GetValue<string>()).OfType<string>()
            .ToList();

        Assert.StartsWith("<think>\n", string.Concat(content), StringComparison.Ordinal);
        Assert.Contains("\n</think>\n\n", string.Concat(content), StringComparison.Ordinal);
        Assert.DoesNotContain(
            content, piece =>
                piece.Contains("<think>", StringComparison.Ordinal)
                || piece.Contains("</think>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reasoning_and_text_are_parts_at_cohere()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var parts = (await AnswerAsync(
            emulator, "cohere", "Say hello."))["choices"]![0]!["message"]!["content"]!.AsArray();
        var deltas = Wire.Events(await StreamAsync(emulator, "cohere", "Say hello."))
            .Select(@event => @event["choices"]![0]!["delta"]!["content"]).OfType<JsonArray>().ToList();

        Assert.Equal(["thinking", "text"], parts.Select(part => part!["type"]!.GetValue<string>()));
        Assert.Equal("hello", parts[1]!["text"]!.GetValue<string>());
        Assert.Contains(deltas, delta => delta[0]!["type"]!.GetValue<string>() == "thinking");
        Assert.Contains(deltas, delta => delta[0]!["type"]!.GetValue<string>() == "text");
    }

    [Theory]
    [InlineData("openai", "stop", "tool_calls")]
    [InlineData("together", "eos", "tool_calls")]
    [InlineData("hf-inference", "eos_token", "tool_calls")]
    [InlineData("hyperbolic", "", "tool_calls")]
    [InlineData("clarifai", "end_turn", "tool_use")]
    [InlineData("nebius", null, "tool_calls")]
    [InlineData("nvidia", "stop", "stop")]
    public async Task Finish_reasons_are_the_providers_words(string provider, string? stop, string tools)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        Assert.Equal(
            stop, (await AnswerAsync(emulator, provider, "Hi"))["choices"]![0]!["finish_reason"]?.GetValue<string>());
        Assert.Equal(
            tools,
            (await AnswerAsync(
                emulator, provider, "The weather in Paris?",
                Weather))["choices"]![0]!["finish_reason"]?.GetValue<string>());
        Assert.Equal(stop, Wire.CollectStream(await StreamAsync(emulator, provider, "Hi")).FinishReason);
    }

    [Fact]
    public async Task Sambanova_has_an_empty_finish_reason_until_the_end()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var reasons = Wire.Events(await StreamAsync(emulator, "sambanova", "Hi"))
            .Where(@event => @event["choices"]!.AsArray().Count > 0)
            .Select(@event => @event["choices"]![0]!["finish_reason"]!.GetValue<string>()).ToList();

        Assert.All(reasons[..^1], reason => Assert.Equal("", reason));
        Assert.Equal("stop", reasons[^1]);
    }

    [Theory]
    [InlineData("openai", "0,1", "present")]
    [InlineData("nscale", "none,none", "present")]
    [InlineData("deepinfra", "none,none", "present")]
    [InlineData("ovhcloud", "0,0", "present")]
    [InlineData("clarifai", "0,0", "present")]
    [InlineData("featherless-ai", "0,1", "null")]
    [InlineData("hyperbolic", "0,1", "missing")]
    public async Task Streamed_tool_calls_have_their_indexes_and_ids_or_not(string provider, string indexes, string ids)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var heads = Wire.Events(await StreamAsync(emulator, provider, "The weather in Paris and Oslo?", Weather))
            .SelectMany(@event => @event["choices"]?.AsArray() ?? [])
                .Select(choice => choice!["delta"]!["tool_calls"]?[0]).OfType<JsonObject>()
            .Where(call => call["function"]!["name"] is not null).ToList();

        Assert.Equal(2, heads.Count);
        Assert.Equal(indexes, string.Join(',', heads.Select(head => head["index"]?.ToString() ?? "none")));
        Assert.All(
            heads, head =>
                Assert.Equal(ids, !head.ContainsKey("id") ? "missing" : head["id"] is null ? "null" : "present"));
        Assert.Equal(ids == "present" ? 2 : 1, heads.Select(head => head["id"]?.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task Arguments_come_in_pieces_or_whole()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        Assert.True(await CountAsync("openai") > 1);
        Assert.Equal(1, await CountAsync("groq"));

        async Task<int> CountAsync(string provider) =>
            Wire.Events(await StreamAsync(emulator, provider, "The weather in Paris?", Weather))
            .Count(
                @event =>
                    @event["choices"] is JsonArray { Count: > 0 } choices
                    && choices[0]!["delta"]!["tool_calls"] is not null);
    }

    [Fact]
    public async Task Novita_repeats_id_and_name_in_every_piece()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var pieces = Wire.Events(await StreamAsync(emulator, "novita", "The weather in Paris?", Weather))
            .Select(@event => @event["choices"]![0]!["delta"]!["tool_calls"]?[0]).OfType<JsonObject>().ToList();

        Assert.True(pieces.Count > 1);
        Assert.All(pieces, piece => Assert.Equal("get_weather", piece["function"]!["name"]!.GetValue<string>()));
        Assert.Single(pieces.Select(piece => piece["id"]!.GetValue<string>()).Distinct());
    }

    [Theory]
    [InlineData("openai", "\"{}\"")]
    [InlineData("hf-inference", "{}")]
    [InlineData("scaleway", "\"\"")]
    [InlineData("hyperbolic", "null")]
    public async Task No_arguments_are_written_in_four_ways(string provider, string expected)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var call = (await AnswerAsync(
            emulator, provider, "The weather?", Nothing))["choices"]![0]!["message"]!["tool_calls"]![0]!;

        Assert.Equal(expected, call["function"]!["arguments"]?.ToJsonString() ?? "null");
    }

    [Fact]
    public async Task Arguments_are_an_object_at_hf_inference()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var body = await AnswerAsync(emulator, "hf-inference", "The weather in Paris?", Weather);
        var stream = Wire.Events(await StreamAsync(emulator, "hf-inference", "The weather in Paris?", Weather))
            .Select(@event => @event["choices"]![0]!["delta"]!["tool_calls"]?[0]).OfType<JsonObject>();

        Assert.Equal(
            "Paris",
            body["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["arguments"]!["city"]!.GetValue<string>());
        Assert.Equal("Paris", Assert.Single(stream)["function"]!["arguments"]!["city"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("openai", false, "none")]
    [InlineData("openai", true, "own event, choices []")]
    [InlineData("sambanova", false, "own event, choices []")]
    [InlineData("nvidia", false, "own event, choices null")]
    [InlineData("fireworks-ai", false, "with the finish reason")]
    [InlineData("novita", false, "in every event")]
    public async Task Usage_stands_where_the_provider_puts_it(string provider, bool asked, string place)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var events = Wire.Events(
            await StreamAsync(
                emulator, provider, "Hi", more: body =>
                    body["stream_options"] = new JsonObject { ["include_usage"] = asked }));
        var with = events.Where(@event => @event["usage"] is not null).ToList();

        var found = with.Count == 0 ? "none"
            : with.Count == events.Count ? "in every event"
            : Assert.Single(with)["choices"] switch
            {
                null => "own event, choices null",
                JsonArray { Count: 0 } => "own event, choices []",
                _ => "with the finish reason",
            };
        Assert.Equal(place, found);
        Assert.True(with.Count == 0 || ReferenceEquals(events[^1], with[^1]));
    }

    [Fact]
    public async Task Cumulative_usage_grows()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var counts = Wire.Events(await StreamAsync(emulator, "novita", "Hi"))
            .Select(@event => @event["usage"]!["completion_tokens"]!.GetValue<int>()).ToList();

        Assert.Equal(counts.Order(), counts);
        Assert.True(counts[0] < counts[^1]);
    }

    [Fact]
    public async Task Deepinfra_tells_the_cost()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var usage = (await AnswerAsync(emulator, "deepinfra", "Hi"))["usage"]!;

        var expected = ((usage["prompt_tokens"]!.GetValue<int>() * 0.09)
            + (usage["completion_tokens"]!.GetValue<int>() * 0.45)) / 1e6;
        Assert.Equal(expected, usage["estimated_cost"]!.GetValue<double>(), 9);
    }

    [Theory]
    [InlineData("featherless-ai", ": FEATHERLESS PROCESSING\n\n")]
    [InlineData("novita", ": ping\n\n")]
    [InlineData("publicai", ":\n\n")]
    public async Task Keep_alive_comments_come_before_and_between_events(string provider, string comment)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var stream = await StreamAsync(emulator, provider, "Hi");

        Assert.StartsWith(comment + "data: ", stream, StringComparison.Ordinal);
        Assert.Contains("\n\n" + comment + "data: ", stream, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_framed_in_every_allowed_way()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        Assert.EndsWith(
            "\r\n\r\ndata: [DONE]\r\n\r\n", await StreamAsync(emulator, "nscale", "Hi"), StringComparison.Ordinal);
        Assert.StartsWith("data:{", await StreamAsync(emulator, "ovhcloud", "Hi"), StringComparison.Ordinal);
        Assert.StartsWith(
            "id: 1\nevent: message\ndata: {", await StreamAsync(emulator, "cohere", "Hi"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Done_is_missing_at_hf_inference_after_a_finish_reason()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var stream = await StreamAsync(emulator, "hf-inference", "Hi");

        Assert.DoesNotContain("[DONE]", stream, StringComparison.Ordinal);
        Assert.Equal("eos_token", Wire.CollectStream(stream).FinishReason);
        Assert.Equal("[DONE]", Wire.Data(await StreamAsync(emulator, "nebius", "Hi"))[^1]);
    }

    [Fact]
    public async Task The_role_comes_first_alone_or_with_the_first_piece()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var alone = Wire.Events(await StreamAsync(emulator, "openai", "Hi"))[0]["choices"]![0]!["delta"]!;
        var together = Wire.Events(await StreamAsync(emulator, "together", "Hi"))[0]["choices"]![0]!["delta"]!;

        Assert.Equal("""{"role":"assistant","content":""}""", alone.ToJsonString());
        Assert.Equal("assistant", together["role"]!.GetValue<string>());
        Assert.NotNull(together["reasoning"]);
    }

    [Fact]
    public async Task Created_has_a_fraction_at_sambanova()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        Assert.Contains('.', (await AnswerAsync(emulator, "sambanova", "Hi"))["created"]!.ToJsonString());
        Assert.DoesNotContain('.', (await AnswerAsync(emulator, "openai", "Hi"))["created"]!.ToJsonString());
    }

    [Fact]
    public async Task Nvidia_has_another_header_for_the_request_id()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = Ask(emulator, "nvidia", "Hi");
        var (path, authorization) = ChatProviders.Direct("nvidia", body["model"]!.GetValue<string>());

        using var response = await emulator.SendAsync(path, body, authorization);

        Assert.False(response.Headers.Contains("x-request-id"));
        Assert.NotEmpty(response.Headers.GetValues("nvcf-reqid").Single());
    }

    [Theory]
    [InlineData(
        "openai", "application/json",
        """{"error":{"message":"M","type":"invalid_request_error","param":"temperature","code":"invalid_value"}}""")]
    [InlineData("baseten", "application/json", """{"error":"M"}""")]
    [InlineData("clarifai", "application/json", """{"error":["M"]}""")]
    [InlineData(
        "cerebras", "application/json",
        """{"message":"M","type":"invalid_request_error","param":"temperature","code":"invalid_value"}""")]
    [InlineData("novita", "application/json", """{"code":400,"reason":"INVALID_VALUE","message":"M","metadata":{}}""")]
    [InlineData(
        "scaleway", "application/json",
        """{"object":"error","message":"M","type":"invalid_value","param":"temperature","code":400}""")]
    [InlineData("nebius", "application/json", """{"detail":"M"}""")]
    [InlineData(
        "deepinfra", "application/json",
        """{"detail":[{"type":"invalid_value","loc":["body","temperature"],"msg":"M"}]}""")]
    [InlineData("zai-org", "application/json", """{"error":{"code":"1214","message":"M"}}""")]
    [InlineData("hf-inference", "application/json", """{"error":"M","error_type":"validation"}""")]
    [InlineData(
        "nvidia", "application/problem+json",
        """{"type":"about:blank","status":400,"title":"Bad Request","detail":"M"}""")]
    [InlineData("hyperbolic", "text/plain", "M")]
    public async Task Errors_have_the_providers_form(string provider, string contentType, string form)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = Ask(emulator, provider, "Hi", more: body => body["temperature"] = 9);
        var (path, authorization) = ChatProviders.Direct(provider, body["model"]!.GetValue<string>());

        using var response = await emulator.SendAsync(path, body, authorization);

        const string Message = "Invalid value for 'temperature': expected a value between 0 and 2.";
        Assert.Equal(provider is "deepinfra" or "hf-inference" ? HttpStatusCode.UnprocessableEntity
            : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.MediaType);
        var expected = form == "M"
            ? Message
            : form.Replace("\"M\"", JsonSerializer.Serialize(Message, Relaxed), StringComparison.Ordinal);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Strict_providers_take_reasoning_back_only_in_their_own_field()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = Ask(emulator, "groq", "Hi");
        body["messages"]!.AsArray().Add(new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = "Hello",
            ["reasoning"] = "A greeting.",
        });
        body["messages"]!.AsArray().Add(new JsonObject { ["role"] = "user", ["content"] = "And?" });
        await emulator.PostAsync("groq/openai/v1/chat/completions", body);
        body["messages"]![1]!["reasoning_content"] = "A greeting.";

        var error = await emulator.PostAsync("groq/openai/v1/chat/completions", body, HttpStatusCode.BadRequest);

        Assert.Contains("reasoning_content", error["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonObject Ask(
        EmulatorClient emulator, string provider, string prompt, string? tool = null,
        Action<JsonObject>? more = null) =>
        EmulatorClient.Body(ChatProviders.ModelId(emulator.Host, provider), prompt, body =>
        {
            if (tool is not null)
            {
                body["tools"] = new JsonArray(EmulatorClient.Tool("get_weather", tool));
            }

            more?.Invoke(body);
        });

    private static async Task<JsonNode> AnswerAsync(
        EmulatorClient emulator, string provider, string prompt, string? tool = null)
    {
        var body = Ask(emulator, provider, prompt, tool);
        var (path, authorization) = ChatProviders.Direct(provider, body["model"]!.GetValue<string>());
        return await emulator.PostAsync(path, body, authorization: authorization);
    }

    private static async Task<string> StreamAsync(
        EmulatorClient emulator, string provider, string prompt, string? tool = null, Action<JsonObject>? more = null)
    {
        var body = Ask(emulator, provider, prompt, tool, json =>
        {
            json["stream"] = true;
            more?.Invoke(json);
        });
        var (path, authorization) = ChatProviders.Direct(provider, body["model"]!.GetValue<string>());
        return await emulator.StreamAsync(path, body, authorization);
    }
}
