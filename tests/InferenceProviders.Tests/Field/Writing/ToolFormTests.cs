using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Tests.Support;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>Functions in the form that servers accept, and a clear error before sending where there is none.</summary>
[Trait("Category", "Field")]
public sealed class ToolFormTests
{
    /// <summary>
    /// Schemas with <c>true</c> in them (mezmo/aura#358, can1357/oh-my-pi#5914, llblab/pi-telegram#267: 400
    /// "Unrecognized schema: true").
    /// </summary>
    [Fact]
    public async Task Parameters_of_any_type_are_objects()
    {
        var function = AIFunctionFactory.Create(
            (object a, JsonElement b, JsonNode? c, List<object> d, Dictionary<string, object> e) => 1, "f");
        Sent.Same(
            """{"type":"object","properties":{"a":{},"b":{},"c":{},"d":{"type":"array","items":{}},"e":"""
            + """{"type":"object"}},"required":["a","b","c","d","e"]}""",
            await ParametersAsync(function));
    }

    [Fact]
    public async Task An_answer_of_any_type_is_an_object_too()
    {
        var body = await Sent.BodyAsync(new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(
                JsonElement.Parse("""{"type":"object","properties":{"any":true,"never":false},"items":true}"""), "x"),
        });
        Sent.Same(
            """{"type":"object","properties":{"any":{},"never":{"not":{}}},"items":{}}""",
            body.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema"));
        body = await Sent.BodyAsync(
            new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("true"), "x") });
        Sent.Same("{}", body.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema"));
    }

    public static TheoryData<string, string> Empty => new()
    {
        { "true", """{"type":"object","properties":{}}""" },
        { "{}", """{"type":"object","properties":{}}""" },
        { """{"type":"object"}""", """{"type":"object"}""" },
        { """{"properties":{"a":{"type":"string"}}}""", """{"type":"object","properties":{"a":{"type":"string"}}}""" },
        // core-ds/core-components#2374; what Semantic Kernel writes
        { """{"$schema":"https://json-schema.org/draft/2020-12/schema"}""", """{"type":"object","properties":{}}""" },
        { """{"type":"object","condition":"","properties":{"a":{"type":"string"}}}""",
            """{"type":"object","properties":{"a":{"type":"string"}}}""" },
    };

    [Theory]
    [MemberData(nameof(Empty))]
    public async Task A_function_without_parameters_has_an_empty_object(string declared, string expected)
    {
        Sent.Same(expected, await ParametersAsync(new Declared("f", JsonElement.Parse(declared))));
        Sent.Same("""{"type":"object","properties":{}}""", await ParametersAsync(new Undeclared("f")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("false")]
    [InlineData("""{"type":"string"}""")]
    [InlineData("""{"type":["string","null"]}""")]
    public async Task A_schema_that_is_none_names_its_function(string? schema)
    {
        var error = await Sent.RefusedAsync<ArgumentException>([new ChatMessage(ChatRole.User, "Hi")], new ChatOptions
        {
            Tools = [new Declared("look_up", schema is null ? default : JsonElement.Parse(schema))],
        });
        Assert.Contains("'look_up'", error.Message, StringComparison.Ordinal);
        Assert.Contains("schema", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_needs_a_schema_that_is_one() =>
        Assert.Contains(
            "schema",
            (await Sent.RefusedAsync<ArgumentException>(
                [new ChatMessage(ChatRole.User, "Hi")],
                new ChatOptions { ResponseFormat = new ChatResponseFormatJson(default(JsonElement)) })).Message,
                StringComparison.Ordinal);

    /// <summary>OpenAI, Cerebras and the servers modeled after them: <c>^[a-zA-Z0-9_-]{1,64}$</c>.</summary>
    [Theory]
    [InlineData("get weather")]
    [InlineData("weather.get")]
    [InlineData("weather/get")]
    [InlineData("météo")]
    [InlineData("f:1")]
    [InlineData("")]
    [InlineData("a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_g2345")]
    public async Task A_name_that_servers_refuse_is_refused_by_name(string name)
    {
        var error = await Sent.RefusedAsync<ArgumentException>([new ChatMessage(ChatRole.User, "Hi")], new ChatOptions
        {
            Tools = [AIFunctionFactory.Create(() => 1, "fine"), new Declared(name, JsonElement.Parse("{}"))],
        });
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_functions_of_one_name_are_refused_by_name()
    {
        var error = await Sent.RefusedAsync<ArgumentException>(
            [new ChatMessage(ChatRole.User, "Hi")], new ChatOptions
            {
                Tools = [
                    AIFunctionFactory.Create(() => 1, "same"), AIFunctionFactory.Create(() => 2, "other"),
                    AIFunctionFactory.Create(() => 3, "same")],
            });
        Assert.Contains("'same'", error.Message, StringComparison.Ordinal);

        // Two names that differ in case are two names.
        var body = await Sent.BodyAsync(new ChatOptions
        {
            Tools = [AIFunctionFactory.Create(() => 1, "same"), AIFunctionFactory.Create(() => 2, "Same")],
        });
        Assert.Equal(2, body.GetProperty("tools").GetArrayLength());
    }

    /// <summary>MCP servers change their tools while they run; a proxy of one is one object all the time.</summary>
    [Fact]
    public async Task A_description_or_schema_that_changes_is_sent_as_it_is_now()
    {
        var function = new Declared(
            "f", JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"string"}}}"""));
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"ok"}""")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        await chat.GetResponseAsync("Hi", new ChatOptions { Tools = [function] });
        function.Words = "v2";
        await chat.GetResponseAsync("Hi", new ChatOptions { Tools = [function] });
        function.Schema = JsonElement.Parse("""{"type":"object","properties":{"b":{"type":"string"}}}""");
        await chat.GetResponseAsync("Hi", new ChatOptions { Tools = [function] });
        Assert.Equal(
            ["""{"name":"f","description":"v1","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}""",
                """{"name":"f","description":"v2","parameters":{"type":"object","properties":{"a":"""
                + """{"type":"string"}}}}""",
                """{"name":"f","description":"v2","parameters":{"type":"object","properties":{"b":"""
                + """{"type":"string"}}}}"""],
            server.Requests.Select(
                request => request.Json.GetProperty("tools")[0].GetProperty("function").GetRawText()));
    }

    /// <summary>
    /// What <c>strict</c> asks for (agno-agi/agno#6013; the golden suites of Microsoft.Extensions.AI.OpenAI): no
    /// additional properties anywhere, every property required, an optional one may be null.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData("groq")]
    [InlineData("fireworks-ai")]
    public async Task A_strict_function_is_closed_and_requires_everything(string? provider)
    {
        var function = AIFunctionFactory.Create(
            ([Description("Where")] string city, int? days = null, string unit = "c", Unit kind = Unit.Celsius,
                Place? near = null) => 1,
            new AIFunctionFactoryOptions { Name = "f",
                AdditionalProperties = new Dictionary<string, object?> { ["strict"] = true } });
        var tool = (await Sent.BodyAsync(new ChatOptions { Tools = [function] }, provider: provider))
            .GetProperty("tools")[0].GetProperty("function");
        Assert.True(tool.GetProperty("strict").GetBoolean());
        Sent.Same(
            """
            {"type":"object","properties":{
            "city":{"description":"Where","type":"string"},
            "days":{"type":["integer","null"],"description":"Default value: null"},
            "unit":{"type":["string","null"],"description":"Default value: c"},
            "kind":{"type":["string","null"],"enum":["Celsius","Kelvin",null],"description":"Default value: Celsius"},
            "near":{"type":["object","null"],"properties":{"name":{"type":["string","null"]},"code":{"type":["string","null"]}},"required":["name","code"],"additionalProperties":false,"description":"Default value: null"}},
            "required":["city","days","unit","kind","near"],"additionalProperties":false}
            """,
            tool.GetProperty("parameters"));
    }

    [Fact]
    public async Task A_function_that_is_not_strict_keeps_its_schema()
    {
        var function = AIFunctionFactory.Create((string city, int? days = null) => 1, "f");
        Sent.Same(
            """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":["integer","null"],"default":"""
            + """null}},"required":["city"]}""",
            await ParametersAsync(function));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cerebras_gets_closed_objects_also_when_it_is_not_strict(bool strict)
    {
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<Answer>() };
        if (strict)
        {
            options.AdditionalProperties = new() { ["strict"] = true };
        }

        var format = (await Sent.BodyAsync(options, provider: "cerebras")).GetProperty("response_format")
            .GetProperty("json_schema").GetProperty("schema");
        Sent.Same(
            strict
                ? """
                {"type":"object","properties":{
                "title":{"type":"string"},
                "when":{"type":"string","description":"format: date-time"},
                "notes":{"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"null"}]},
                "place":{"anyOf":[{"type":"object","properties":{"name":{"anyOf":[{"type":"string"},{"type":"null"}]},"code":{"type":"string"}},"required":["name","code"],"additionalProperties":false},{"type":"null"}]}},
                "required":["title","when","notes","place"],"additionalProperties":false}
                """
                : """
                {"type":"object","properties":{
                "title":{"type":"string"},
                "when":{"type":"string","description":"format: date-time"},
                "notes":{"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"null"}]},
                "place":{"anyOf":[{"type":"object","properties":{"name":{"anyOf":[{"type":"string"},{"type":"null"}]},"code":{"type":"string"}},"required":["code"],"additionalProperties":false},{"type":"null"}]}},
                "required":["title","when"],"additionalProperties":false}
                """,
            format);
    }

    private static async Task<JsonElement> ParametersAsync(AIFunctionDeclaration function) =>
        (await Sent.BodyAsync(new ChatOptions { Tools = [function] })).GetProperty("tools")[0].GetProperty("function")
            .GetProperty("parameters");

    public enum Unit
    {
        Celsius,
        Kelvin,
    }

    public sealed class Place
    {
        public string? Name { get; set; }

        public required string Code { get; set; }
    }

    public sealed class Answer
    {
        public required string Title { get; set; }

        public required DateTime When { get; set; }

        public List<string>? Notes { get; set; }

        public Place? Place { get; set; }
    }

    private sealed class Declared(string name, JsonElement schema) : AIFunctionDeclaration
    {
        public string Words { get; set; } = "v1";

        public JsonElement Schema { get; set; } = schema;

        public override string Name => name;

        public override string Description => Words;

        public override JsonElement JsonSchema => Schema;
    }

    private sealed class Undeclared(string name) : AIFunctionDeclaration
    {
        public override string Name => name;
    }
}
