using System.Net;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

/// <summary>Wrong requests are answered the way the real ones are.</summary>
public class ChatRequestTests
{
    private const string Model = "\"model\":\"openai/gpt-oss-20b\"";
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private const string Tools =
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";

    [Theory]
    [InlineData($"{{{Hi}}}", "model", "missing_required_parameter")]
    [InlineData($"{{{Model}}}", "messages", "missing_required_parameter")]
    [InlineData($"{{{Model},\"messages\":[]}}", "messages", "empty_array")]
    [InlineData($"{{{Model},\"messages\":\"Hi\"}}", "messages", "invalid_type")]
    [InlineData($"{{{Model},\"messages\":[\"Hi\"]}}", "messages[0]", "invalid_type")]
    [InlineData($"{{{Model},\"messages\":[{{\"content\":\"Hi\"}}]}}", "messages[0].role", "missing_required_parameter")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"wizard\",\"content\":\"Hi\"}}]}}", "messages[0].role", "invalid_value")]
    [InlineData($"{{{Model},\"messages\":[{{\"role\":\"user\"}}]}}", "messages[0].content", "invalid_type")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"user\",\"content\":5}}]}}", "messages[0].content", "invalid_type")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"user\",\"content\":[]}}]}}", "messages[0].content", "invalid_type")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"user\",\"content\":[{{\"text\":\"Hi\"}}]}}]}}",
        "messages[0].content[0].type", "missing_required_parameter")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"user\",\"content\":[{{\"type\":\"text\"}}]}}]}}",
        "messages[0].content[0].text", "missing_required_parameter")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"user\",\"content\":[{{\"type\":\"smell\"}}]}}]}}",
        "messages[0].content[0].type", "invalid_value")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"user\",\"content\":[{{\"type\":\"image_url\",\"image_url\":{{\"url\":"
        + $"\"cat.png\"}}}}]}}]}}",
        "messages[0].content[0].image_url.url", "invalid_image_url")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"user\",\"content\":[{{\"type\":\"image_url\",\"image_url\":{{\"url\":"
        + $"\"data:image/png;base64,!!\"}}}}]}}]}}",
        "messages[0].content[0].image_url.url", "invalid_base64")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"user\",\"content\":[{{\"type\":\"image_url\",\"image_url\":{{\"url\":"
        + $"\"data:image/png;base64,AAAA\"}}}}]}}]}}",
        "messages[0].content[0].image_url.url", "invalid_image")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"assistant\",\"content\":null}}]}}", "messages[0].content",
        "invalid_value")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"tool\",\"content\":\"x\"}}]}}", "messages[0].tool_call_id",
        "missing_required_parameter")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"assistant\",\"tool_calls\":[{{\"id\":\"1\",\"type\":"
        + $"\"function\"}}]}}]}}",
        "messages[0].tool_calls[0].function", "missing_required_parameter")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"assistant\",\"tool_calls\":[{{\"id\":\"1\",\"type\":\"function\","
        + $"\"function\":{{\"name\":\"f\",\"arguments\":{{}}}}}}]}}]}}",
        "messages[0].tool_calls[0].function.arguments", "invalid_type")]
    [InlineData(
        $"{{{Model},\"messages\":[{{\"role\":\"assistant\",\"tool_calls\":[{{\"type\":\"function\","
        + $"\"function\":{{\"name\":\"f\",\"arguments\":\"\"}}}}]}}]}}",
        "messages[0].tool_calls[0].id", "missing_required_parameter")]
    [InlineData($"{{{Model},{Hi},\"temperature\":2.5}}", "temperature", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"temperature\":\"hot\"}}", "temperature", "invalid_type")]
    [InlineData($"{{{Model},{Hi},\"top_p\":-1}}", "top_p", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"max_tokens\":0}}", "max_tokens", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"max_tokens\":1.5}}", "max_tokens", "invalid_type")]
    [InlineData($"{{{Model},{Hi},\"n\":2}}", "n", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}}", "stop", "invalid_type")]
    [InlineData($"{{{Model},{Hi},\"stream\":\"yes\"}}", "stream", "invalid_type")]
    [InlineData($"{{{Model},{Hi},\"stream_options\":{{\"include_usage\":true}}}}", "stream_options", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"reasoning_effort\":\"extreme\"}}", "reasoning_effort", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"top_logprobs\":2}}", "top_logprobs", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"tools\":[]}}", "tools", "empty_array")]
    [InlineData(
        $"{{{Model},{Hi},\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"two words\"}}}}]}}",
        "tools[0].function.name", "invalid_value")]
    [InlineData(
        $"{{{Model},{Hi},\"tools\":[{{\"type\":\"function\"}}]}}", "tools[0].function", "missing_required_parameter")]
    [InlineData(
        $"{{{Model},{Hi},\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"f\",\"parameters\":{{\"type\":"
        + $"\"string\"}}}}}}]}}",
        "tools[0].function.parameters", "invalid_function_parameters")]
    [InlineData($"{{{Model},{Hi},\"tools\":[{{\"type\":\"web\"}}]}}", "tools[0].type", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"tool_choice\":\"auto\"}}", "tool_choice", "invalid_value")]
    [InlineData($"{{{Model},{Hi},{Tools},\"tool_choice\":\"any\"}}", "tool_choice", "invalid_value")]
    [InlineData(
        $"{{{Model},{Hi},{Tools},\"tool_choice\":{{\"type\":\"function\",\"function\":{{\"name\":\"g\"}}}}}}",
        "tool_choice", "invalid_value")]
    [InlineData($"{{{Model},{Hi},\"response_format\":{{\"type\":\"xml\"}}}}", "response_format.type", "invalid_value")]
    [InlineData(
        $"{{{Model},{Hi},\"response_format\":{{\"type\":\"json_schema\"}}}}", "response_format.json_schema",
        "missing_required_parameter")]
    [InlineData(
        $"{{{Model},{Hi},\"response_format\":{{\"type\":\"json_schema\",\"json_schema\":{{\"schema\":{{}}}}}}}}",
        "response_format.json_schema.name", "missing_required_parameter")]
    public async Task Wrong_fields_are_refused_by_name(string body, string param, string code)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var error = await emulator.ChatAsync(JsonNode.Parse(body)!, HttpStatusCode.BadRequest);

        Assert.Equal(param, error["error"]!["param"]!.GetValue<string>());
        Assert.Equal(code, error["error"]!["code"]!.GetValue<string>());
        Assert.Equal("invalid_request_error", error["error"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_no_json_is_refused()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        foreach (var (content, type, status) in new[] { ("{nope", "application/json", HttpStatusCode.BadRequest),
            ("[]", "application/json", HttpStatusCode.BadRequest),
            ("{}", "text/plain", HttpStatusCode.UnsupportedMediaType) })
        {
            using var request = EmulatorClient.Request("groq/openai/v1/chat/completions", new JsonObject());
            request.Content = new StringContent(content, new System.Net.Http.Headers.MediaTypeHeaderValue(type));

            using var response = await emulator.Http.SendAsync(request);

            Assert.Equal(status, response.StatusCode);
            Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]);
        }
    }

    [Fact]
    public async Task Null_fields_count_as_absent()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.ChatAsync(
            JsonNode.Parse(
                $$"""{{{Model}},{{Hi}},"temperature":null,"tools":null,"tool_choice":null,"response_format":null"""
                + $$""","max_tokens":null,"stop":null,"stream":null,"stream_options":null}""")!);

        Assert.NotEmpty(Wire.Text(answer));
    }

    [Theory]
    [InlineData("""[{"role":"tool","tool_call_id":"c1","content":"x"}]""")]
    [InlineData("""[{"role":"user","content":"Hi"},{"role":"tool","tool_call_id":"c1","content":"x"}]""")]
    [InlineData("""[{"role":"assistant","tool_calls":[C1]},{"role":"tool","tool_call_id":"c2","content":"x"}]""")]
    [InlineData(
        """[{"role":"assistant","tool_calls":[C1]},{"role":"tool","tool_call_id":"c1","content":"x"},"""
        + """{"role":"tool","tool_call_id":"c1","content":"x"}]""")]
    [InlineData("""[{"role":"assistant","tool_calls":[C1]},{"role":"user","content":"Hi"}]""")]
    [InlineData("""[{"role":"assistant","tool_calls":[C1]}]""")]
    [InlineData("""[{"role":"assistant","tool_calls":[C1,C1]},{"role":"tool","tool_call_id":"c1","content":"x"}]""")]
    [InlineData("""[{"role":"assistant","tool_calls":[C1,C2]},{"role":"tool","tool_call_id":"c2","content":"x"}]""")]
    public async Task Tool_calls_and_results_must_pair_up(string messages)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = new JsonObject { ["model"] = "openai/gpt-oss-20b", ["messages"] = Messages(messages) };

        var error = await emulator.ChatAsync(body, HttpStatusCode.BadRequest);

        Assert.Contains("tool", error["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_may_come_in_any_order()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var messages = Messages("""
            [{"role":"user","content":"Compare."},{"role":"assistant","content":null,"tool_calls":[C1,C2]},
             {"role":"tool","tool_call_id":"c2","content":"two"},{"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"one"}]}]
            """);

        var answer = await emulator.ChatAsync(new JsonObject
        {
            ["model"] = "openai/gpt-oss-20b",
            ["messages"] = messages,
        });

        Assert.Equal("According to f2: two. According to f1: one.", Wire.Text(answer));
    }

    [Theory]
    [InlineData("Qwen/Qwen3-32B:ovhcloud", 32_768)]
    [InlineData("meta-llama/Llama-3.1-8B-Instruct:novita", 16_384)]
    public async Task A_prompt_that_does_not_fit_is_refused(string model, int context)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var error = await emulator.ChatAsync(
            EmulatorClient.Body(model, string.Concat(Enumerable.Repeat(" word", context))), HttpStatusCode.BadRequest);

        Assert.Contains($"maximum context length is {context} tokens", error.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("context_length_exceeded", error.ToJsonString().ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answers_limit_counts_into_the_context()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = EmulatorClient.Body("openai/gpt-oss-20b:groq", "Hi", json => json["max_tokens"] = 131_072);

        Assert.Equal(
            "context_length_exceeded",
            (await emulator.ChatAsync(body, HttpStatusCode.BadRequest))["error"]!["code"]!.GetValue<string>());
        body["max_tokens"] = 131_000;
        Assert.NotEmpty(Wire.Text(await emulator.ChatAsync(body)));
    }

    [Theory]
    [InlineData("CohereLabs/aya-expanse-32b", """{"tools":[{"type":"function","function":{"name":"f"}}]}""", "tool")]
    [InlineData(
        "deepseek-ai/DeepSeek-R1:novita",
        """{"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{}}}}""", "json_schema")]
    [InlineData(
        "openai/gpt-oss-20b",
        """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https:"""
        + """//example.com/cat.png"}}]}]}""",
        "Image")]
    [InlineData(
        "openai/gpt-oss-20b",
        """{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":"""
        + """{"data":"AAAA","format":"wav"}}]}]}""",
        "Audio")]
    public async Task What_the_model_cannot_do_is_refused(string model, string fields, string word)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = EmulatorClient.Body(model, "Hi");
        foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject())
        {
            body[name] = value!.DeepClone();
        }

        using var response = await emulator.SendAsync("v1/chat/completions", body);

        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity });
        Assert.Contains(word, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("together", """{"type":"json_schema","schema":S}""", true)]
    [InlineData("together", """{"type":"json_schema","json_schema":{"name":"x","schema":S}}""", false)]
    [InlineData("fireworks-ai", """{"type":"json_object","schema":S}""", true)]
    [InlineData("fireworks-ai", """{"type":"json_schema","json_schema":{"name":"x","schema":S}}""", false)]
    [InlineData("cohere", """{"type":"json_object","schema":S}""", true)]
    [InlineData("hf-inference", """{"type":"json_object","value":S}""", true)]
    [InlineData("hf-inference", """{"type":"json_schema","json_schema":{"name":"x","schema":S}}""", false)]
    [InlineData("groq", """{"type":"json_schema","json_schema":{"name":"x","schema":S}}""", true)]
    [InlineData("groq", """{"type":"json_schema","schema":S}""", false)]
    [InlineData("sambanova", """{"type":"json_schema","json_schema":{"name":"x","strict":false,"schema":S}}""", true)]
    [InlineData("sambanova", """{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":S}}""", false)]
    public async Task Each_provider_speaks_its_own_dialect_of_schemas(string provider, string format, bool accepted)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var model = ChatProviders.ModelId(emulator.Host, provider);
        var body = EmulatorClient.Body(model, "Ada", json => json["response_format"] = JsonNode.Parse(
            format.Replace(
                "S}",
                """{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]"""
                + ""","additionalProperties":false}}""",
                StringComparison.Ordinal)));

        var (path, authorization) = ChatProviders.Direct(provider, model);

        using var response = await emulator.SendAsync(path, body, authorization);

        Assert.Equal(accepted, response.IsSuccessStatusCode);
        if (accepted)
        {
            var message = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!;
            Assert.Equal("""{"name":"Ada"}""", Wire.Collect(message).Text);
        }
    }

    [Fact]
    public async Task Nebius_follows_guided_json_only()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        const string Schema = """{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}""";
        var body = EmulatorClient.Body("openai/gpt-oss-20b", "Ada", json => json["response_format"] = new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = "x", ["schema"] = JsonNode.Parse(Schema) },
        });

        Assert.Equal("""{"answer":"Ada"}""", await TextAsync());
        body["guided_json"] = JsonNode.Parse(Schema);
        Assert.Equal("""{"name":"Ada"}""", await TextAsync());

        async Task<string> TextAsync() =>
            Wire.Text(
                await emulator.PostAsync(
                    "hosts/api.studio.nebius.ai/v1/chat/completions", body, authorization: "Bearer key-nebius"));
    }

    [Fact]
    public async Task A_schema_in_a_foreign_dialect_of_json_object_is_not_seen()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.PostAsync(
            "groq/openai/v1/chat/completions",
            EmulatorClient.Body("openai/gpt-oss-20b", "Ada", json => json["response_format"] = JsonNode.Parse(
            """{"type":"json_object","schema":{"type":"object","properties":{"name":{"type":"string"}},"required":"""
            + """["name"]}}""")));

        Assert.Equal("""{"answer":"Ada"}""", Wire.Text(answer));
    }

    private static JsonNode Messages(string json) => JsonNode.Parse(json
        .Replace(
            "C1", """{"id":"c1","type":"function","function":{"name":"f1","arguments":"{}"}}""",
            StringComparison.Ordinal)
        .Replace(
            "C2", """{"id":"c2","type":"function","function":{"name":"f2","arguments":"{}"}}""",
            StringComparison.Ordinal))!;
}
