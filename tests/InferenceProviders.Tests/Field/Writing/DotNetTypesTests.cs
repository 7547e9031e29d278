using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using InferenceProviders.Tests.Writing;
using Json.Schema;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// The schema of every kind of .NET type, as each dialect sends it: the type's own values are valid under it (by a
/// validator that is not ours), values that are none stay invalid, and the servers' rules are kept.
/// </summary>
[Trait("Category", "Field")]
public sealed class DotNetTypesTests
{
    private static readonly JsonSerializerOptions Options = new(AIJsonUtilities.DefaultOptions)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>
    /// Dialects by the provider that has them, with and without <c>strict</c>; "endpoint" is a server of one's own.
    /// </summary>
    private static readonly (string? Provider, bool Strict)[] Dialects =
        [(null, false), ("groq", false), ("groq", true), ("cerebras", false), ("cerebras", true),
            ("fireworks-ai", false), ("together", false), ("hf-inference", false), ("endpoint", false),
            ("endpoint", true)];

    /// <summary>A value of each type, and one that is none.</summary>
    private static readonly (object Value, string? Wrong)[] Values =
    [
        (new Box<string>("text"), """{"value":1}"""),
        (new Box<int>(int.MaxValue), """{"value":"x"}"""),
        (new Box<long>(1L << 40), """{"value":1.5}"""),
        (new Box<short>(-5), "{}"),
        (new Box<byte>(255), """{"value":null}"""),
        (new Box<double>(1e-9), """{"value":"x"}"""),
        (new Box<float>(0.5f), """{"value":"x"}"""),
        (new Box<decimal>(12.5m), """{"value":"x"}"""),
        (new Box<bool>(true), """{"value":"true"}"""),
        (new Box<char>('x'), """{"value":1}"""),
        (new Box<int?>(null), """{"value":"x"}"""),
        (new Box<string?>(null), """{"value":1}"""),
        (new Box<DateTime>(new DateTime(2026, 2, 28, 12, 30, 0, DateTimeKind.Utc)), """{"value":1}"""),
        (new Box<DateTimeOffset>(new DateTimeOffset(2026, 2, 28, 12, 30, 0, TimeSpan.FromHours(2))), """{"value":1}"""),
        (new Box<DateOnly>(new DateOnly(2026, 2, 28)), """{"value":1}"""),
        (new Box<TimeOnly>(new TimeOnly(23, 59, 58)), """{"value":1}"""),
        (new Box<TimeSpan>(new TimeSpan(3, 4, 5, 6, 7)), """{"value":1}"""),
        (new Box<Version>(new Version(1, 2, 3)), """{"value":1}"""),
        (new Box<Guid>(Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff")), """{"value":1}"""),
        (new Box<Uri>(new Uri("https://example.com/a?b=c")), """{"value":1}"""),
        (new Box<byte[]>([1, 2, 3]), """{"value":[1]}"""),
        (new Box<DayOfWeek>(DayOfWeek.Friday), """{"value":"Caturday"}"""),
        (new Box<DayOfWeek?>(null), """{"value":"Caturday"}"""),
        (new Box<int[]>([1, 2]), """{"value":["x"]}"""),
        (new Box<List<Box<string>>>([new("a")]), """{"value":[{}]}"""),
        (new Box<Dictionary<string, int>>(new() { ["a"] = 1 }), """{"value":{"a":"x"}}"""),
        (new Box<object>(JsonElement.Parse("""{"free":[1,"two"]}""")), "{}"),
        (new Box<JsonElement>(JsonElement.Parse("""{"free":[1,"two"]}""")), "{}"),
        (new Box<JsonNode?>(JsonNode.Parse("[1]")), "{}"),
        (new Chain("a", new Chain("b", null)), """{"name":"a","next":3}"""),
        (new Tree("a", [new Tree("b", [])]), """{"name":"a","children":[{"name":1}]}"""),
        (new Box<Shape>(new Circle("red", 1.5)), """{"value":{"$type":"triangle"}}"""),
        (new Box<Shape?>(null), """{"value":3}"""),
        (new Box<Event>(new Moved { Id = "1", Inner = new Made { Id = "2", Count = 3 } }),
            """{"value":{"kind":9,"id":"x"}}"""),
        (new Described { Code = "ABC", Level = 3, Tags = ["a"], Mail = "a@b.example" },
            """{"level":9,"tags":[],"mail":""}"""),
        (new Optional { Name = "n", Count = 1, Unit = DayOfWeek.Monday, Inner = new() { Name = "m" } },
            """{"count":1}"""),
    ];

    public static IEnumerable<object?[]> Cases =>
        Enumerable.Range(0, Values.Length)
            .SelectMany(index => Dialects.Select(dialect => (object?[])[index, dialect.Provider, dialect.Strict]));

    [Fact]
    public void There_are_at_least_thirty_two_types() => Assert.True(Values.Length >= 32, $"{Values.Length}");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_type_means_the_same_in_every_dialect(int index, string? provider, bool strict)
    {
        var (value, wrong) = Values[index];
        var type = value.GetType();
        var format = ChatResponseFormat.ForJsonSchema(type);
        var sent = await SentSchemaAsync(format, provider, strict);
        var schema = JsonSchema.FromText(sent.GetRawText());
        var json = JsonSerializer.SerializeToElement(value, type, Options);

        // A schema that is sent as it is may refuse the type's own values: the format of a TimeOnly stands for a time
        // with an offset.
        var isSentAsItIs = !strict && provider is not ("cerebras" or "endpoint");
        Assert.True(Accepts(schema, json)
            || (isSentAsItIs && !Accepts(JsonSchema.FromText(format.Schema!.Value.GetRawText()), json)),
            $"{type} in {provider}: {json} is refused by {sent}");
        Assert.False(
            Accepts(schema, JsonElement.Parse(wrong!)), $"{type} in {provider}: {wrong} is accepted by {sent}");
        Assert.True(
            JsonElement.DeepEquals(
                json, JsonSerializer.SerializeToElement(json.Deserialize(type, Options), type, Options)));
        SchemaRuleCheck.Check(sent, provider, strict);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_parameter_means_the_same_in_every_dialect(int index, string? provider, bool strict)
    {
        var (value, wrong) = Values[index];
        var type = value.GetType();
        var parameters = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["p"] = JsonNode.Parse(
                    AIJsonUtilities.CreateJsonSchema(type, inferenceOptions: new() { IncludeSchemaKeyword = false })
                    .GetRawText().Replace("\"#", "\"#/properties/p", StringComparison.Ordinal)),
            },
            ["required"] = new JsonArray("p"),
        };
        var sent = await SentParametersAsync(JsonElement.Parse(parameters.ToJsonString()), provider, strict);
        var schema = JsonSchema.FromText(sent.GetRawText());
        var json = new JsonObject { ["p"] = JsonSerializer.SerializeToNode(value, type, Options) };

        var isSentAsItIs = !strict && provider != "endpoint";
        Assert.True(
            Accepts(schema, JsonElement.Parse(json.ToJsonString()))
            || (isSentAsItIs
            && !Accepts(JsonSchema.FromText(parameters.ToJsonString()), JsonElement.Parse(json.ToJsonString()))),
            $"{type} in {provider}: {json} is refused by {sent}");
        Assert.False(
            Accepts(schema, JsonElement.Parse($$"""{"p":{{wrong}}}""")),
            $"{type} in {provider}: {wrong} is accepted by {sent}");
        Assert.Equal("object", sent.GetProperty("type").GetString());

        // Of functions that are not strict Cerebras asks nothing.
        SchemaRuleCheck.Check(sent, provider == "cerebras" && !strict ? null : provider, strict);
    }

    private static bool Accepts(JsonSchema schema, JsonElement value) => schema.Evaluate(value).IsValid;

    private static async Task<JsonElement> SentSchemaAsync(ChatResponseFormat format, string? provider, bool strict)
    {
        var body = await BodyAsync(
            new ChatOptions { ResponseFormat = format,
                AdditionalProperties = strict ? new() { ["strict"] = true } : null }, provider);
        var response = body.GetProperty("response_format");
        return response.TryGetProperty("json_schema", out var named) ? named.GetProperty("schema")
            : response.TryGetProperty("schema", out var flat) ? flat
            : response.GetProperty("value");
    }

    private static async Task<JsonElement> SentParametersAsync(JsonElement schema, string? provider, bool strict)
    {
        var function = AIFunctionFactory.CreateDeclaration("f", null, schema);
        var body = await BodyAsync(
            new ChatOptions { Tools = [function], AdditionalProperties = strict ? new() { ["strict"] = true } : null },
            provider);
        return body.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters");
    }

    private static async Task<JsonElement> BodyAsync(ChatOptions options, string? provider)
    {
        if (provider != "endpoint")
        {
            return await Sent.BodyAsync(options, provider: provider);
        }

        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router();
        await router.AsIChatClient(new Uri(server.Address, "/v1")).GetResponseAsync("Hi", options);
        return server.Requests.Single().Json;
    }

    public sealed record Box<T>(T Value);

    public sealed record Chain(string Name, Chain? Next);

    public sealed record Tree(string Name, List<Tree> Children);

    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape(string Color);

    public sealed record Circle(string Color, double Radius) : Shape(Color);

    public sealed record Square(string Color, double Side) : Shape(Color);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Made), 1)]
    [JsonDerivedType(typeof(Moved), 2)]
    public abstract class Event
    {
        public required string Id { get; set; }
    }

    public sealed class Made : Event
    {
        public int Count { get; set; }
    }

    public sealed class Moved : Event
    {
        public Event? Inner { get; set; }
    }

    public sealed class Described
    {
        [RegularExpression("^[A-Z]{3}$")]
        [Description("Three letters")]
        public required string Code { get; set; }

        [Range(1, 5)]
        public required int Level { get; set; }

        [MaxLength(3)]
        public required string[] Tags { get; set; }

        [RegularExpression(@"[^@\s]+@\w+\.\w+")]
        public required string Mail { get; set; }
    }

    public sealed class Optional
    {
        public required string Name { get; set; }

        public int? Count { get; set; }

        public DayOfWeek Unit { get; set; }

        public Optional? Inner { get; set; }
    }
}
