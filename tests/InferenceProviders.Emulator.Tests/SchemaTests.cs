using System.Text.Json.Nodes;
using NJsonSchema;

namespace InferenceProviders.Emulator.Tests;

/// <summary>Whatever schema is asked for, the answer satisfies it; NJsonSchema is the judge.</summary>
public class SchemaTests
{
    private const string Prompt =
        "Ada Lovelace, 36 years old, lives in London since 2020-05-01. Mail: ada@example.org. She likes red and "
        + "\"blue whales\".";

    [Theory]
    [InlineData("""{"type":"object"}""")]
    [InlineData(
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":"""
        + """["name","age"],"additionalProperties":false}""")]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"string","minLength":20},"b":{"type":"string","maxLength":2}"""
        + ""","c":{"type":"string","minLength":3,"maxLength":3}},"required":["a","b","c"]}""")]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"string","pattern":"^[A-Z]{3}-\\d{4}$"},"b":"""
        + """{"type":"string","pattern":"^(foo|bar)+$","minLength":9},"c":{"type":"string","pattern":"^\\+?[1-9]\\d"""
        + """{1,14}$"},"d":{"type":"string","pattern":"^[^@\\s]+@[a-z0-9.-]+\\.[a-z]{2,}$"},"e":"""
        + """{"type":"string","pattern":"^#(?:[0-9a-fA-F]{3}){1,2}$"}},"required":["a","b","c","d","e"]}""")]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"string","format":"date"},"b":"""
        + """{"type":"string","format":"date-time"},"c":{"type":"string","format":"email"},"d":"""
        + """{"type":"string","format":"uri"},"e":{"type":"string","format":"uuid"},"f":"""
        + """{"type":"string","format":"ipv4"},"g":{"type":"string","format":"ipv6"},"h":"""
        + """{"type":"string","format":"hostname"},"i":{"type":"string","format":"time"}},"required":"""
        + """["a","b","c","d","e","f","g","h","i"]}""")]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"integer","minimum":40,"maximum":50},"b":"""
        + """{"type":"integer","maximum":-3},"c":{"type":"number","minimum":0.25,"maximum":0.5},"d":"""
        + """{"type":"integer","multipleOf":7},"e":{"type":"number","multipleOf":0.5,"minimum":100.2},"f":"""
        + """{"type":"integer","minimum":100,"multipleOf":9}},"required":["a","b","c","d","e","f"]}""")]
    [InlineData(
        """{"type":"object","properties":{"a":{"enum":["red","green"]},"b":{"enum":[1,2,3]},"c":{"type":"""
        + """["string","null"]},"d":{"type":"null"},"e":{"type":"boolean"},"f":{"type":["null","integer"]}}"""
        + ""","required":["a","b","c","d","e","f"]}""")]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"minItems":3,"uniqueItems":"""
        + """true},"b":{"type":"array","items":{"type":"integer"},"maxItems":2},"c":{"type":"array","items":"""
        + """{"enum":["x","y","z"]},"minItems":2,"uniqueItems":true},"d":{"type":"array","maxItems":0},"e":"""
        + """{"type":"array","items":{"type":"object","properties":{"id":{"type":"integer","minimum":5}}"""
        + ""","required":["id"]},"minItems":4,"uniqueItems":true}},"required":["a","b","c","d","e"]}""")]
    [InlineData(
        """{"type":"object","properties":{"p":{"$ref":"#/definitions/person"}},"required":["p"],"definitions":"""
        + """{"person":{"type":"object","properties":{"name":{"type":"string"},"mother":{"anyOf":"""
        + """[{"$ref":"#/definitions/person"},{"type":"null"}]},"friends":{"type":"array","items":"""
        + """{"$ref":"#/definitions/person"}}},"required":["name","mother","friends"],"additionalProperties":"""
        + """false}}}""")]
    [InlineData(
        """{"type":"object","properties":{"a":{"anyOf":[{"type":"null"},{"type":"integer"}]},"b":{"oneOf":"""
        + """[{"type":"string","maxLength":3},{"type":"integer"}]},"c":{"allOf":[{"type":"object","properties":"""
        + """{"x":{"type":"integer"}},"required":["x"]},{"properties":{"y":{"type":"string"}},"required":["y"]}]}}"""
        + ""","required":["a","b","c"]}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"},"minProperties":2}""")]
    [InlineData(
        """{"type":"object","properties":{"known":{"type":"string"}},"required":["known","unknown"]"""
        + ""","additionalProperties":{"type":"integer","minimum":7}}""")]
    [InlineData(
        """{"type":"array","items":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""
        + ""","minItems":1}""")]
    [InlineData("""{"type":"string","enum":["yes","no"]}""")]
    [InlineData("""{"properties":{"implied":{"minimum":3,"maximum":3}},"required":["implied"]}""")]
    public async Task The_answer_satisfies_the_schema(string schema)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var judge = await JsonSchema.FromJsonAsync(schema);
        foreach (var prompt in new[] { Prompt, "", "Hi", "Give me 3 friends, 2 ids and 7 words: 1, 2, 3, 40, 0.3" })
        {
            var text = Wire.Text(await emulator.ChatAsync(Ask(prompt, schema)));

            Assert.True(judge.Validate(text) is { Count: 0 }, $"{text}\n{string.Join('\n', judge.Validate(text))}");
        }
    }

    [Fact]
    public async Task Random_schemas_are_satisfied_too()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        for (var seed = 0; seed < 150; seed++)
        {
            var schema = new RandomSchema(new Random(seed)).Object(3).ToJsonString();
            var judge = await JsonSchema.FromJsonAsync(schema);

            var text = Wire.Text(await emulator.ChatAsync(Ask(seed % 2 == 0 ? Prompt : "Hi", schema)));

            Assert.True(
                judge.Validate(text) is { Count: 0 },
                $"seed {seed}: {schema}\n{text}\n{string.Join('\n', judge.Validate(text))}");
        }
    }

    [Fact]
    public async Task Tool_arguments_satisfy_random_schemas()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        for (var seed = 1000; seed < 1100; seed++)
        {
            var schema = new RandomSchema(new Random(seed)).Object(2).ToJsonString();
            var judge = await JsonSchema.FromJsonAsync(schema);

            var answer = await emulator.ChatAsync(EmulatorClient.Body("openai/gpt-oss-120b:groq", Prompt, body =>
            {
                body["tools"] = new JsonArray(EmulatorClient.Tool("f", schema));
                body["tool_choice"] = "required";
            }));

            var arguments =
                answer["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>();
            Assert.True(
                judge.Validate(arguments) is { Count: 0 },
                $"seed {seed}: {schema}\n{arguments}\n{string.Join('\n', judge.Validate(arguments))}");
        }
    }

    [Theory]
    [InlineData(
        """{"name":{"type":"string"},"age":{"type":"integer"},"city":{"type":"string"}}""",
        """{"name":"Ada Lovelace","age":36,"city":"London"}""")]
    [InlineData(
        """{"email":{"type":"string"},"since":{"type":"string","format":"date"},"favourite_colour":{"enum":"""
        + """["blue","red"]}}""",
        """{"email":"ada@example.org","since":"2020-05-01","favourite_colour":"blue"}""")]
    [InlineData(
        """{"colour":{"type":"string","enum":["green","red"]},"isFriend":{"type":"boolean"},"note":"""
        + """{"type":"string"}}""",
        """{"colour":"red","isFriend":true,"note":"blue whales"}""")]
    [InlineData(
        """{"colour":{"type":"string","const":"violet"},"kind":{"type":"string","default":"person","maxLength":6}}""",
        """{"colour":"violet","kind":"person"}""")]
    [InlineData("""{"price":{"type":"number","exclusiveMinimum":36,"exclusiveMaximum":37}}""", """{"price":36.5}""")]
    [InlineData(
        """{"pair":{"type":"array","prefixItems":[{"type":"integer"},{"type":"boolean"}],"items":false},"has":"""
        + """{"type":"array","contains":{"const":5}}}""",
        """{"pair":[36,true],"has":[5]}""")]
    [InlineData("""{"who":{"$ref":"#/$defs/a~1b"}}""", """{"who":{"name":"Ada Lovelace"}}""")]
    public async Task Values_come_from_the_prompt_and_from_newer_keywords(string properties, string expected)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var schema = $$$"""{"type":"object","properties":{{{properties}}},"$defs":{"a/b":{"type":"object","""
            + """ "properties":{"name":{"type":"string"}},"required":["name"]}}}""";

        Assert.Equal(expected, Wire.Text(await emulator.ChatAsync(Ask(Prompt, schema))));
    }

    [Fact]
    public async Task Lists_have_an_item_for_each_name()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var text = Wire.Text(
            await emulator.ChatAsync(
                Ask("Compare Paris, Rome and New York.",
                    """{"type":"object","properties":{"cities":{"type":"array","items":{"type":"string"}}}"""
                    + ""","required":["cities"]}""")));

        Assert.Equal("""{"cities":["Paris","Rome","New York"]}""", text);
    }

    [Fact]
    public async Task After_tool_results_the_values_come_from_them()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = Ask(
            "x", """{"type":"object","properties":{"degrees":{"type":"integer"},"city":{"type":"string"}}"""
            + ""","required":["degrees","city"]}""");
        body["messages"] = JsonNode.Parse(
            """
            [{"role":"user","content":"How warm is it there?"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"get_weather","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c","content":"It is 21 degrees in Paris."}]
            """);

        Assert.Equal("""{"degrees":21,"city":"Paris"}""", Wire.Text(await emulator.ChatAsync(body)));
    }

    [Fact]
    public async Task A_schema_that_requires_itself_ends_with_null_instead_of_never()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var text = Wire.Text(
            await emulator.ChatAsync(
                Ask("Hi",
                    """{"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{"a":{"$ref":"#/$defs/a"}}"""
                    + ""","required":["a"]}}}""")));

        Assert.EndsWith("null" + new string('}', 41), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_object_will_do_for_json_mode()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var answer = await emulator.ChatAsync(
            EmulatorClient.Body(
                "openai/gpt-oss-120b:groq", "Give me JSON.", body =>
                    body["response_format"] = new JsonObject { ["type"] = "json_object" }));

        Assert.Equal("""{"answer":"Give me JSON."}""", Wire.Text(answer));
    }

    private static JsonObject Ask(string prompt, string schema) =>
        EmulatorClient.Body("openai/gpt-oss-120b:groq", prompt, body => body["response_format"] = new JsonObject
    {
        ["type"] = "json_schema",
        ["json_schema"] = new JsonObject
        {
            ["name"] = "answer",
            ["schema"] = JsonNode.Parse(schema),
            ["strict"] = true,
        },
    });
}
