using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.SemanticKernel.Tests.Kernels;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Tests.Field;

/// <summary>
/// <c>response_format</c> as prompt files and connectors have it (microsoft/semantic-kernel#8916): each form reaches
/// the wire, or an error says why not.
/// </summary>
[Trait("Category", "Field")]
public sealed class ResponseFormatTests
{
    private const string Schema =
        """{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":"""
        + """false}""";
    private const string Envelope = """{"type":"json_schema","json_schema":{"name":"person","strict":true,"schema":"""
        + Schema + "}}";

    /// <summary>Forms that mean one schema named <c>person</c>, strict.</summary>
    public static TheoryData<string, bool> NamedSchemas => Both(
        Envelope,
        """{"json_schema":{"name":"person","strict":true,"schema":""" + Schema + "}}",
        """{"type":"json_schema","name":"person","strict":true,"schema":""" + Schema + "}");

    /// <summary>Forms that mean one schema without a name.</summary>
    public static TheoryData<string, bool> Schemas => Both(
        Schema,
        """{"type":"json_object","schema":""" + Schema + "}",
        """{"type":"json_schema","json_schema":""" + Schema + "}",
        """{"$type":"json","schema":""" + Schema + "}");

    /// <summary>Forms that mean JSON of any shape.</summary>
    public static TheoryData<string, bool> JsonObjects =>
        Both("""{"type":"json_object"}""", "\"json_object\"", "\"json\"", """{"$type":"json"}""");

    /// <summary>Forms that mean nothing that could be sent.</summary>
    public static TheoryData<string, bool> Nonsense => Both(
        "\"json_schema\"", "\"yaml\"", "7", "true", "[]", "{}", """{"type":"json_schema"}""",
        """{"type":"json_schema","json_schema":{"name":"x"}}""",
        """{"type":"grammar","value":"root ::= a"}""", """{"json_schema":3}""", "\"{not json\"");

    [Theory]
    [MemberData(nameof(NamedSchemas))]
    public async Task An_envelope_is_a_named_schema(string json, bool chatClient)
    {
        foreach (var value in Values(json))
        {
            var sent = (await SendAsync(value, chatClient))["response_format"]!;

            Assert.Equal(
                ("json_schema", "person", true),
                ((string?)sent["type"], (string?)sent["json_schema"]!["name"], (bool?)sent["json_schema"]!["strict"]));
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(Schema), sent["json_schema"]!["schema"]), sent.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task A_schema_is_sent_as_one(string json, bool chatClient)
    {
        foreach (var value in Values(json))
        {
            var sent = (await SendAsync(value, chatClient))["response_format"]!;

            Assert.Equal("json_schema", (string?)sent["type"]);
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(Schema), sent["json_schema"]!["schema"]), sent.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(JsonObjects))]
    public async Task Any_json_can_be_asked_for(string json, bool chatClient)
    {
        foreach (var value in Values(json))
        {
            var sent = (await SendAsync(value, chatClient))["response_format"]!;

            Assert.Equal("""{"type":"json_object"}""", sent.ToJsonString());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_type_is_a_strict_schema(bool chatClient)
    {
        var sent = (await SendAsync(typeof(Person), chatClient))["response_format"]!["json_schema"]!;

        Assert.True((bool?)sent["strict"]);
        Assert.Equal(
            "The name.", (string?)sent["schema"]!["properties"]!["name"]!["description"]
            ?? (string?)sent["schema"]!["properties"]!["Name"]!["description"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_response_format_is_taken_as_it_is(bool chatClient)
    {
        using var schema = JsonDocument.Parse(Schema);

        var sent = (await SendAsync(
            ChatResponseFormat.ForJsonSchema(schema.RootElement, "person", "Somebody."),
            chatClient))["response_format"]!["json_schema"]!;

        Assert.Equal(("person", "Somebody."), ((string?)sent["name"], (string?)sent["description"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settings_of_a_derived_type_keep_their_envelope(bool chatClient)
    {
        var settings = new OwnSettings { ResponseFormat = JsonElement.Parse(Envelope) };

        var sent = (await SendAsync(settings, chatClient))["response_format"]!["json_schema"]!;

        Assert.Equal(("person", true), ((string?)sent["name"], (bool?)sent["strict"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_file_has_its_format(bool chatClient)
    {
        await using var host = await StartAsync(chatClient);
        var config = PromptTemplateConfig.FromJson(
            """{"template":"Who?","execution_settings":{"default":{"response_format":""" + Envelope
            + ""","max_tokens":20}}}""");

        await host.Kernel.InvokeAsync(KernelFunctionFactory.CreateFromPrompt(config));

        Assert.Equal("person", (string?)host.Emulator.LastCall().Json!["response_format"]!["json_schema"]!["name"]);
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_cannot_be_sent_is_an_error_that_says_what_can(string json, bool chatClient)
    {
        await using var host = await StartAsync(chatClient);
        foreach (var value in Values(json))
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(
                () => host.Kernel.InvokePromptAsync("Who?", new(Settings(value))));

            Assert.Contains("response_format", error.Message, StringComparison.Ordinal);
            Assert.Contains("json_schema", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(host.Emulator.Requests);
    }

    [Theory] // There Semantic Kernel makes a schema of any JSON, before the client sees it.
    [InlineData(
        Envelope, """{"type":"json_schema","json_schema":{"name":"person","schema":""" + Schema
        + ""","strict":true}}""")]
    [InlineData(
        """{"type":"json_schema","name":"person","strict":false,"schema":""" + Schema
        + "}", """{"type":"json_schema","json_schema":{"name":"person","schema":""" + Schema + ""","strict":false}}""")]
    [InlineData("""{"type":"json_object"}""", """{"type":"json_object"}""")]
    [InlineData("""{"type":"text"}""", """{"type":"text"}""")]
    [InlineData(Schema, """{"type":"json_schema","json_schema":{"name":"response","schema":""" + Schema + "}}")]
    [InlineData("""{"type":"json_schema"}""", null)]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"x"}}""", null)]
    public async Task A_plain_chat_client_in_a_kernel_has_the_format_of_a_prompt_file(string json, string? expected)
    {
        await using var host = await EmulatedKernel.StartAsync(static builder =>
            builder.Services.AddSingleton<IChatClient>(
                static services => services.GetRequiredService<InferenceRouter>().AsIChatClient(EmulatedKernel.Model)));
        var prompt = host.Kernel.InvokePromptAsync("Who?", new(Settings(JsonElement.Parse(json))));
        if (expected is null)
        {
            Assert.Contains(
                "json_schema", (await Assert.ThrowsAsync<ArgumentException>(() => prompt)).Message,
                StringComparison.Ordinal);
            return;
        }

        await prompt;

        var sent = host.Emulator.LastCall().Json!["response_format"];
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), sent), sent?.ToJsonString());
    }

    [Fact]
    public async Task A_value_of_another_type_is_an_error()
    {
        await using var host = await StartAsync(chatClient: false);

        await Assert.ThrowsAsync<ArgumentException>(
            () => host.Kernel.InvokePromptAsync("Who?", new(Settings(new Uri("https://example.com")))));
    }

    [Fact]
    public async Task Strictness_of_the_format_is_not_that_of_the_functions()
    {
        await using var host = await StartAsync(chatClient: false);
        host.Kernel.Plugins.AddFromFunctions(
            "clock", [KernelFunctionFactory.CreateFromMethod((string? zone) => "noon", "now")]);
        var settings = Settings(JsonElement.Parse(Envelope));
        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false);

        await host.Kernel.InvokePromptAsync("Who?", new(settings));

        var sent = host.Emulator.LastCall().Json!;
        Assert.True((bool?)sent["response_format"]!["json_schema"]!["strict"]);
        Assert.Null(sent["tools"]![0]!["function"]!["strict"]);
        Assert.DoesNotContain("inference_providers", sent.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> SendAsync(object value, bool chatClient)
    {
        await using var host = await StartAsync(chatClient);
        await host.Kernel.InvokePromptAsync("Who?", new(value as PromptExecutionSettings ?? Settings(value)));
        return host.Emulator.LastCall().Json!;
    }

    private static Task<EmulatedKernel> StartAsync(bool chatClient) =>
        EmulatedKernel.StartAsync(builder => _ = chatClient
        ? builder.AddInferenceProvidersChatClient(EmulatedKernel.Model)
        : builder.AddInferenceProvidersChatCompletion(EmulatedKernel.Model));

    private static PromptExecutionSettings Settings(object value) => new()
    {
        ExtensionData = new Dictionary<string, object> { ["response_format"] = value },
    };

    /// <summary>The value as a file has it, and as code has it.</summary>
    private static IEnumerable<object> Values(string json)
    {
        yield return JsonElement.Parse(json);
        yield return JsonNode.Parse(json)!;
        yield return JsonDocument.Parse(json);
        if (JsonNode.Parse(json) is JsonValue text && text.TryGetValue<string>(out var word))
        {
            yield return word;
        }
        else if (json.StartsWith('{'))
        {
            yield return json;
            yield return JsonSerializer.Deserialize<Dictionary<string, object>>(json)!;
        }
    }

    private static TheoryData<string, bool> Both(params string[] values)
    {
        var data = new TheoryData<string, bool>();
        foreach (var value in values)
        {
            data.Add(value, false);
            data.Add(value, true);
        }

        return data;
    }

    private sealed record Person([property: Description("The name.")] string Name);

    private sealed class OwnSettings : PromptExecutionSettings
    {
        [System.Text.Json.Serialization.JsonPropertyName("response_format")]
        public JsonElement ResponseFormat { get; init; }
    }
}
