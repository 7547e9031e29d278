using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>Fields that callers set by their wire names.</summary>
public sealed class AdditionalPropertiesTests
{
    private enum Mood
    {
        Good,
    }

    public static TheoryData<string> Kinds => [.. Values.Keys];

    private static Dictionary<string, (object? Value, string Json)> Values => new()
    {
        ["string"] = ("text \"q\" \u00e9 \ud83d\ude00", "\"text \\\"q\\\" \u00e9 \ud83d\ude00\""),
        ["bool"] = (true, "true"),
        ["int"] = (-7, "-7"),
        ["long"] = (long.MaxValue, "9223372036854775807"),
        ["ulong"] = (ulong.MaxValue, "18446744073709551615"),
        ["uint"] = (7u, "7"),
        ["short"] = ((short)-3, "-3"),
        ["byte"] = ((byte)3, "3"),
        ["sbyte"] = ((sbyte)-3, "-3"),
        ["ushort"] = ((ushort)3, "3"),
        ["double"] = (0.1, "0.1"),
        ["float"] = (0.1f, "0.1"),
        ["decimal"] = (1.10m, "1.10"),
        ["char"] = ('x', "\"x\""),
        ["guid"] = (Guid.Empty, "\"00000000-0000-0000-0000-000000000000\""),
        ["uri"] = (new Uri("https://example.com/a?b=c"), "\"https://example.com/a?b=c\""),
        ["date"] = (new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "\"2026-01-02T03:04:05+00:00\""),
        ["enum"] = (Mood.Good, "\"Good\""),
        ["list"] = (new List<object?> { 1, "a", null }, """[1,"a",null]"""),
        ["array"] = (new[] { 1.5, 2 }, "[1.5,2]"),
        ["strings"] = (new HashSet<string> { "a" }, """["a"]"""),
        ["dictionary"] = (new Dictionary<string, object?> { ["a"] = new Dictionary<string, int> { ["b"] = 1 },
            ["n"] = null }, """{"a":{"b":1},"n":null}"""),
        ["additional"] = (new AdditionalPropertiesDictionary { ["x"] = 1 }, """{"x":1}"""),
        ["element"] = (JsonElement.Parse("""{"deep":[1,{"x":null}]}"""), """{"deep":[1,{"x":null}]}"""),
        ["node"] = (new JsonObject { ["a"] = new JsonArray(1, "b") }, """{"a":[1,"b"]}"""),
        ["document"] = (JsonDocument.Parse("[true]"), "[true]"),
        ["known type"] = (new { Name = "x", Size = 3 }, """{"name":"x","size":3}"""),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_value_of_any_kind_is_written_as_json(string kind)
    {
        var (value, json) = Values[kind];
        var body = await Sent.BodyAsync(new ChatOptions { AdditionalProperties = new() { ["my_field"] = value } });
        Sent.Same(json, body.GetProperty("my_field"));
    }

    [Fact]
    public async Task Null_leaves_a_field_out_also_one_that_has_an_option()
    {
        var body = await Sent.BodyAsync(new ChatOptions
        {
            Temperature = 0.5f,
            Seed = 3,
            AdditionalProperties = new() { ["temperature"] = null, ["x"] = null },
        });
        Assert.Equal(["model", "messages", "seed"], body.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task A_wire_name_takes_the_place_of_the_option()
    {
        var body = await Sent.BodyAsync(new ChatOptions
        {
            MaxOutputTokens = 5,
            AdditionalProperties = new()
            {
                ["max_tokens"] = 7,
                ["response_format"] = new JsonObject { ["type"] = "regex" },
            },
            ResponseFormat = ChatResponseFormat.Json,
        });
        Assert.Equal(7, body.GetProperty("max_tokens").GetInt32());
        Sent.Same("""{"type":"regex"}""", body.GetProperty("response_format"));
        Assert.Single(body.EnumerateObject(), property => property.Name == "max_tokens");
    }

    [Fact]
    public async Task The_raw_representation_wins_over_options_and_additional_properties()
    {
        var options = new ChatOptions
        {
            Temperature = 0.1f,
            MaxOutputTokens = 5,
            AdditionalProperties = new() { ["max_tokens"] = 6, ["min_p"] = 0.5 },
            RawRepresentationFactory = _ => new JsonObject
            {
                ["max_tokens"] = 7,
                ["temperature"] = 0.9,
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "raw" }),
                ["explicit"] = null,
            },
        };

        var body = await Sent.BodyAsync(options);

        Sent.Same(
            """{"model":"org/model","min_p":0.5,"max_tokens":7,"temperature":0.9,"messages":"""
            + """[{"role":"user","content":"raw"}],"explicit":null}""",
            body);
        Assert.Equal(
            body.EnumerateObject().Select(property => property.Name).Distinct().Count(), body.EnumerateObject()
            .Count());
    }

    [Fact]
    public async Task A_json_element_is_a_raw_representation_too()
    {
        var body = await Sent.BodyAsync(
            new ChatOptions { RawRepresentationFactory = _ => JsonElement.Parse("""{"user":"me"}""") });
        Assert.Equal("me", body.GetProperty("user").GetString());
    }

    [Fact]
    public async Task The_raw_representation_of_another_client_is_not_ours()
    {
        var body = await Sent.BodyAsync(new ChatOptions
        {
            Seed = 1,
            RawRepresentationFactory = _ => new Uri("https://example.com"),
        });
        Assert.Equal(["model", "messages", "seed"], body.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task The_factory_gets_the_client()
    {
        object? given = null;
        await Sent.BodyAsync(new ChatOptions
        {
            RawRepresentationFactory = client =>
            {
                given = client;
                return null;
            },
        });
        Assert.NotNull(((IChatClient)given!).GetService<ChatClientMetadata>());
    }

    [Theory]
    [InlineData("model")]
    [InlineData("stream")]
    public async Task Fields_that_the_route_depends_on_are_refused(string name)
    {
        ChatMessage[] messages = [new(ChatRole.User, "Hi")];
        Assert.Contains(
            name,
            (await Sent.RefusedAsync<ArgumentException>(
                messages, new() { AdditionalProperties = new() { [name] = "x" } })).Message, StringComparison.Ordinal);
        Assert.Contains(
            name,
            (await Sent.RefusedAsync<ArgumentException>(
                messages, new() { RawRepresentationFactory = _ => new JsonObject { [name] = true } })).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_one_answer_is_refused()
    {
        ChatMessage[] messages = [new(ChatRole.User, "Hi")];
        foreach (var n in new object[] { 2, 2L, 2.0, JsonElement.Parse("2"), JsonValue.Create(2) })
        {
            Assert.Equal(
                InferenceErrorKind.NotSupported,
                (await Sent.RefusedAsync<InferenceException>(
                    messages, new() { AdditionalProperties = new() { ["n"] = n } })).Kind);
        }

        Assert.Equal(
            InferenceErrorKind.NotSupported,
            (await Sent.RefusedAsync<InferenceException>(
                messages, new() { RawRepresentationFactory = _ => new JsonObject { ["n"] = 2 } })).Kind);
        foreach (var n in new object?[] { null, 1, 1L, JsonElement.Parse("1") })
        {
            await Sent.BodyAsync(new ChatOptions { AdditionalProperties = new() { ["n"] = n } });
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public async Task A_number_that_json_has_not_is_refused(object value)
    {
        var error = await Sent.RefusedAsync<InferenceException>(
            [new(ChatRole.User, "Hi")], new() { AdditionalProperties = new() { ["my_field"] = value } });
        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("my_field", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_contains_itself_is_refused()
    {
        var loop = new Dictionary<string, object?>();
        loop["self"] = loop;
        var list = new List<object?>();
        list.Add(list);
        foreach (var value in new object[] { loop, list, new Node() })
        {
            var error = await Sent.RefusedAsync<InferenceException>(
                [new(ChatRole.User, "Hi")], new() { AdditionalProperties = new() { ["my_field"] = value } });
            Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
            Assert.Contains("my_field", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_factory_that_throws_throws_to_the_caller()
    {
        var error = await Sent.RefusedAsync<InvalidOperationException>([new(ChatRole.User, "Hi")],
            new() { RawRepresentationFactory = _ => throw new InvalidOperationException("mine") });
        Assert.Equal("mine", error.Message);
    }

    private sealed class Node
    {
        public Node Self => this;
    }
}
