using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>JSON mode and JSON schemas, in the dialect of each provider (wire FACTS, "JS vs Python" 3).</summary>
public sealed class StructuredOutputTests
{
    private const string Schema =
        """{"type":"object","properties":{"city":{"type":"string","description":"Where \u0022it\u0022 """
        + """is"}},"required":["city"],"additionalProperties":false}""";

    private static readonly JsonElement SchemaElement = JsonElement.Parse(Schema);

    public static TheoryData<string?, string> Dialects => new()
    {
        { null,
            $$$"""{"type":"json_schema","json_schema":{"name":"place","description":"A """
            + $$$"""place","schema":{{{Schema}}}}}""" },
        { "groq",
            $$$"""{"type":"json_schema","json_schema":{"name":"place","description":"A """
            + $$$"""place","schema":{{{Schema}}}}}""" },
        { "some-new-provider",
            $$$"""{"type":"json_schema","json_schema":{"name":"place","description":"A """
            + $$$"""place","schema":{{{Schema}}}}}""" },
        { "cohere", $$$"""{"type":"json_object","schema":{{{Schema}}}}""" },
        { "fireworks-ai", $$$"""{"type":"json_object","schema":{{{Schema}}}}""" },
        { "together", $$$"""{"type":"json_schema","schema":{{{Schema}}}}""" },
        { "hf-inference", $$$"""{"type":"json_object","value":{{{Schema}}}}""" },
        { "sambanova",
            $$$"""{"type":"json_schema","json_schema":{"name":"place","description":"A """
            + $$$"""place","schema":{{{Schema}}},"strict":false}}""" },
        { "nebius",
            $$$"""{"type":"json_schema","json_schema":{"name":"place","description":"A """
            + $$$"""place","schema":{{{Schema}}}}}""" },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_schema_is_sent_in_the_dialect_of_the_provider(string? provider, string expected)
    {
        var body = await Sent.BodyAsync(
            new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(SchemaElement, "place", "A place") },
            provider: provider);
        Sent.Same(expected, body.GetProperty("response_format"));
    }

    [Fact]
    public void Every_dialect_is_tested() =>
        Assert.Equal(
            Enum.GetValues<JsonSchemaDialect>(),
            Dialects.Select(row => (string?)((object[])row)[0] ?? "groq")
            .Select(name => ProviderRegistry.BuiltIn.Find(name)?.Chat!.JsonSchema ?? JsonSchemaDialect.OpenAI)
            .Distinct().Order());

    [Fact]
    public async Task Nebius_gets_the_schema_in_guided_json_too()
    {
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(SchemaElement, "place") };
        Sent.Same(Schema, (await Sent.BodyAsync(options, provider: "nebius")).GetProperty("guided_json"));
        Assert.False((await Sent.BodyAsync(options, provider: "groq")).TryGetProperty("guided_json", out _));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Json_mode_and_text_are_the_same_everywhere(string? provider, string schema)
    {
        Assert.NotEmpty(schema);
        Sent.Same(
            """{"type":"json_object"}""",
            (await Sent.BodyAsync(new ChatOptions { ResponseFormat = ChatResponseFormat.Json }, provider: provider))
            .GetProperty("response_format"));
        Sent.Same(
            """{"type":"text"}""",
            (await Sent.BodyAsync(new ChatOptions { ResponseFormat = ChatResponseFormat.Text }, provider: provider))
            .GetProperty("response_format"));
    }

    [Fact]
    public async Task A_schema_without_a_name_gets_one_and_a_generic_name_is_cleaned()
    {
        var body = await Sent.BodyAsync(
            new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(SchemaElement) });
        Sent.Same(
            $$$"""{"type":"json_schema","json_schema":{"name":"response","schema":{{{Schema}}}}}""",
            body.GetProperty("response_format"));

        body = await Sent.BodyAsync(new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(SchemaElement, "List`1[My.Type]" + new string('x', 80)),
        });
        var name = body.GetProperty("response_format").GetProperty("json_schema").GetProperty("name").GetString()!;
        Assert.StartsWith("List_1_My_Type_xxx", name, StringComparison.Ordinal);
        Assert.Equal(64, name.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Strict_goes_with_the_schema(bool strict)
    {
        foreach (var value in new object[] { strict, JsonElement.Parse(strict ? "true" : "false"),
            JsonValue.Create(strict) })
        {
            var body = await Sent.BodyAsync(new ChatOptions
            {
                ResponseFormat = ChatResponseFormat.ForJsonSchema(SchemaElement),
                AdditionalProperties = new() { ["strict"] = value },
            });
            Assert.Equal(
                strict, body.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict")
                .GetBoolean());
            Assert.False(body.TryGetProperty("strict", out _));
        }
    }

    [Fact]
    public async Task Strict_that_is_no_bool_is_refused()
    {
        var error = await Sent.RefusedAsync<ArgumentException>(
            [new(ChatRole.User, "Hi")], new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(SchemaElement),
                AdditionalProperties = new() { ["strict"] = "yes" } });
        Assert.Contains("strict", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_a_provider_refuses_is_left_out_there()
    {
        var options = new ChatOptions { AdditionalProperties = new() { ["store"] = true, ["user"] = "me" } };
        var cerebras = await Sent.BodyAsync(options, provider: "cerebras");
        var groq = await Sent.BodyAsync(options, provider: "groq");

        Assert.False(cerebras.TryGetProperty("store", out _));
        Assert.Equal("me", cerebras.GetProperty("user").GetString());
        Assert.True(groq.GetProperty("store").GetBoolean());
    }
}
