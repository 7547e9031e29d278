using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

public class ToolTests
{
    private const string City =
        """{"type":"object","properties":{"city":{"type":"string","description":"The city"},"unit":"""
        + """{"type":"string","enum":["celsius","fahrenheit"]}},"required":["city"]}""";
    private const string Zone = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";
    private const string Sum =
        """{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"]}""";
    private const string Flight =
        """{"type":"object","properties":{"origin":{"type":"string"},"destination":{"type":"string"},"date":"""
        + """{"type":"string","format":"date"},"passengers":{"type":"integer","minimum":1}},"required":"""
        + """["origin","destination","date"]}""";
    private const string Query =
        """{"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"}},"required":"""
        + """["query"]}""";

    [Theory]
    [InlineData("What is the weather in Paris?", """get_weather{"city":"Paris"}""")]
    [InlineData(
        "Is it warm in New York? Give me the weather in fahrenheit, please.",
        """get_weather{"city":"New York","unit":"fahrenheit"}""")]
    [InlineData(
        "What are the weather and the time in Berlin?", """get_weather{"city":"Berlin"} get_time{"city":"Berlin"}""")]
    [InlineData(
        "What is the weather in Paris and London?", """get_weather{"city":"Paris"} get_weather{"city":"London"}""")]
    [InlineData("Please add 17 and 25.5.", """add_numbers{"a":17,"b":25.5}""")]
    [InlineData(
        "Book a flight from New York to San Francisco on 2025-03-04 for 2 passengers.",
        """bookFlight{"origin":"New York","destination":"San Francisco","date":"2025-03-04","passengers":2}""")]
    [InlineData("Search the archive for \"blue whales\".", """search_archive{"query":"blue whales"}""")]
    [InlineData("Will there be rain or snow in Oslo?", """get_weather{"city":"Oslo"}""")]
    public async Task The_tool_that_fits_is_called_with_what_the_prompt_says(string prompt, string expected) =>
        Assert.Equal(expected, await CallsAsync(prompt));

    [Theory]
    [InlineData("What is the capital of France?")]
    [InlineData("Hello!")]
    public async Task Without_a_fitting_tool_it_answers_in_words(string prompt) =>
        Assert.Equal("", await CallsAsync(prompt));

    [Fact]
    public async Task The_choice_is_honoured()
    {
        Assert.Equal("", await CallsAsync("What is the weather in Paris?", body => body["tool_choice"] = "none"));
        Assert.StartsWith(
            "get_weather{", await CallsAsync("Hello!", body => body["tool_choice"] = "required"),
            StringComparison.Ordinal);
        Assert.Equal(
            """get_time{"city":"Paris"}""",
            await CallsAsync(
                "What is the weather in Paris?", body =>
                    body["tool_choice"] = JsonNode.Parse("""{"type":"function","function":{"name":"get_time"}}""")));
        Assert.Equal(
            """get_weather{"city":"Paris"}""",
            await CallsAsync("What is the weather in Paris and London?", body => body["parallel_tool_calls"] = false));
    }

    [Fact]
    public async Task Of_tools_with_like_names_the_closest_is_called()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var tools = new JsonArray(
            EmulatorClient.Tool("get_weather", Zone), EmulatorClient.Tool("get_weather_forecast", Zone),
            EmulatorClient.Tool("search_products", Query), EmulatorClient.Tool("search_orders", Query));

        Assert.Equal("get_weather", await NameAsync("The weather in Rome?"));
        Assert.Equal("get_weather_forecast", await NameAsync("The weather forecast for Rome?"));
        Assert.Equal("search_orders", await NameAsync("Search for the orders of Ada."));

        async Task<string> NameAsync(string prompt)
        {
            var answer = await emulator.ChatAsync(
                EmulatorClient.Body("openai/gpt-oss-120b:groq", prompt, body => body["tools"] = tools.DeepClone()));
            return Assert.Single(
                answer["choices"]![0]!["message"]!["tool_calls"]!.AsArray())!["function"]!["name"]!.GetValue<string>();
        }
    }

    [Fact]
    public async Task Results_are_used_in_the_answer()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = Ask("What is the weather in Paris and London?");
        var message = (await emulator.ChatAsync(body))["choices"]![0]!["message"]!;
        var messages = body["messages"]!.AsArray();
        messages.Add(message.DeepClone());
        string[] results = ["""{"city":"Paris","degrees":18}""", "Rain, 12 degrees."];
        foreach (var (call, result) in message["tool_calls"]!.AsArray().Zip(results))
        {
            messages.Add(new JsonObject
            {
                ["role"] = "tool",
                ["tool_call_id"] = call!["id"]!.GetValue<string>(),
                ["content"] = result,
            });
        }

        var answer = await emulator.ChatAsync(body);

        Assert.Equal(
            "According to get_weather: city: Paris, degrees: 18. According to get_weather: Rain, 12 degrees.",
            Wire.Text(answer));
        Assert.Equal("stop", answer["choices"]![0]!["finish_reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_later_question_may_call_again_with_another_id()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = Ask("What is the weather in Paris?");
        var first = (await emulator.ChatAsync(body))["choices"]![0]!["message"]!;
        var messages = body["messages"]!.AsArray();
        messages.Add(first.DeepClone());
        messages.Add(new JsonObject
        {
            ["role"] = "tool",
            ["tool_call_id"] = first["tool_calls"]![0]!["id"]!.GetValue<string>(),
            ["content"] = "Sunny",
        });
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = "Sunny." });
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = "And the weather in Rome?" });

        var second = (await emulator.ChatAsync(body))["choices"]![0]!["message"]!;

        Assert.Equal("""{"city":"Rome"}""", second["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>());
        Assert.NotEqual(
            first["tool_calls"]![0]!["id"]!.GetValue<string>(), second["tool_calls"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_demanded_call_is_made_even_after_results()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = Ask("What is the weather in Paris?", json => json["tool_choice"] = "required");
        var first = (await emulator.ChatAsync(body))["choices"]![0]!["message"]!;
        body["messages"]!.AsArray().Add(first.DeepClone());
        body["messages"]!.AsArray().Add(new JsonObject
        {
            ["role"] = "tool",
            ["tool_call_id"] = first["tool_calls"]![0]!["id"]!.GetValue<string>(),
            ["content"] = "Sunny",
        });

        Assert.NotNull((await emulator.ChatAsync(body))["choices"]![0]!["message"]!["tool_calls"]);
        body["tool_choice"] = "auto";
        Assert.Equal("According to get_weather: Sunny.", Wire.Text(await emulator.ChatAsync(body)));
    }

    [Fact]
    public async Task The_token_limit_can_cut_a_call()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var choice = (await emulator.ChatAsync(
            Ask("Book a flight from Rome to Oslo on 2025-03-04.", body => body["max_tokens"] = 12)))["choices"]![0]!;

        var arguments = choice["message"]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>();
        Assert.StartsWith("{\"origin\"", arguments, StringComparison.Ordinal);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(arguments));
        Assert.Equal("length", choice["finish_reason"]!.GetValue<string>());
    }

    private static JsonObject Ask(string prompt, Action<JsonObject>? more = null) =>
        EmulatorClient.Body("meta-llama/Llama-3.3-70B-Instruct:groq", prompt, body =>
    {
        body["tools"] = new JsonArray(
            EmulatorClient.Tool("get_weather", City, "Get the current weather: sun, rain or snow"),
            EmulatorClient.Tool("get_time", Zone, "Get the current time"),
            EmulatorClient.Tool("add_numbers", Sum, "Adds two numbers"),
            EmulatorClient.Tool("bookFlight", Flight),
            EmulatorClient.Tool("search_archive", Query));
        more?.Invoke(body);
    });

    private static async Task<string> CallsAsync(string prompt, Action<JsonObject>? more = null)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var calls = (await emulator.ChatAsync(
            Ask(prompt, more)))["choices"]![0]!["message"]!["tool_calls"] as JsonArray ?? [];
        return string.Join(
            ' ', calls.Select(
                call =>
                    call!["function"]!["name"]!.GetValue<string>()
                    + call["function"]!["arguments"]!.GetValue<string>()));
    }
}
