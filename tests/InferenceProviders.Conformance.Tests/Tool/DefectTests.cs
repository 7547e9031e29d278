using System.Text.Json.Nodes;
using InferenceProviders.Emulator;
using ProviderCheck.Checks;
using ProviderCheck.Targets;

namespace InferenceProviders.Conformance.Tool;

/// <summary>A server with one defect: provider-check says which it is.</summary>
public sealed class DefectTests
{
    private const string Answer =
        """
        {"id":"1","object":"chat.completion","model":"m","choices":[{"index":0,"message":
        {"role":"assistant","content":"1 2 3 4 5"},"finish_reason":"stop"}]}
        """;

    private static readonly Dictionary<string, Action<EmulatorScript>> Defects = new()
    {
        ["no usage"] = script => script.When(IsPlain).Respond(Answer),
        ["wrong answer"] = script => script.When(IsPlain).Text("Good morning."),
        ["no text"] = script => script.When(IsPlain).Text(""),
        ["not JSON"] = script => script.When(IsPlain).Respond("1 2 3 4 5"),
        ["half an answer"] = script => script.When(IsPlain).Reset(afterBytes: 40),
        ["key refused"] = script => script.For().Fail(401, """{"error":{"message":"Bad key"}}"""),
        ["hangs up"] = script => script.For().Refuse(),
        ["overloaded"] = script => script.For().Fail(503, """{"error":"Try later"}"""),
        ["rate limited"] = script => script.For().Fail(429, """{"error":"Slow down"}"""),
        ["no credit"] = script => script.For().Fail(402, """{"error":"Pay first"}"""),
        ["JSON in place of a stream"] = script => script.When(IsStream).Respond(Answer),
        ["one event"] = script => script.When(IsStream).RespondWithEvents(
            """
            data: {"id":"1","choices":[{"index":0,"delta":{"content":"1 2 3 4 5 6 7 8 9"},"finish_reason":"stop"}]}

            data: [DONE]


            """),
        ["no [DONE]"] = script => script.When(IsStream).RespondWithEvents(Events("1 2 3 4 5", " 6 7 8 9")),
        ["no usage in a stream"] = script =>
            script.When(IsStream).RespondWithEvents(Events("1 2 3 4 5", " 6 7 8 9") + "data: [DONE]\n\n"),
        ["broken stream"] = script => script.When(IsStream).Reset(afterEvents: 3),
        ["stop ignored"] = script =>
            script.When(Has("stop")).Respond(Answer.Replace("4 5", "4 5 6 7", StringComparison.Ordinal)),
        ["wrong finish reason"] = script => script.When(MaxTokens(16)).Respond(Answer),
        ["no call"] = script => script.When(Has("tools")).Text("It is sunny."),
        ["broken arguments"] = script => script.When(Has("tools")).Respond(Call("get_weather", "{city", "tool_calls")),
        ["another tool"] = script =>
            script.When(Has("tools")).Respond(Call("get_news", """{"city":"Paris"}""", "tool_calls")),
        ["no argument"] = script => script.When(Has("tools")).Respond(Call("get_weather", "{}", "tool_calls")),
        ["calls that stop"] = script =>
            script.When(Has("tools")).Respond(Call("get_weather", """{"city":"Paris"}""", "stop")),
        ["result ignored"] = script => script.When(HasToolResult).Text("I do not know."),
        ["call not made"] = script => script.When(Has("tool_choice")).Text("Hello!"),
        ["no JSON mode"] = script => script.When(Has("response_format")).Text("Ada is 36."),
        ["schema ignored"] = script => script.When(Has("response_format")).Text("""{"answer":"Ada"}"""),
        ["blind"] = script => script.When(HasPart("image_url")).Text("Blue."),
        ["no images"] = script =>
            script.When(HasPart("image_url")).Fail(400, """{"error":"Images are not supported"}"""),
        ["any key"] = script => script.When(IsWrongKey).Respond(Answer),
        ["wrong key is a fault"] = script => script.When(IsWrongKey).Fail(500, """{"error":"Oops"}"""),
        ["wrong key in HTML"] = script => script.When(IsWrongKey).Fail(401, "<html>No</html>"),
        ["any model"] = script => script.When(IsUnknownModel).Respond(Answer),
        ["unknown model is a fault"] = script => script.When(IsUnknownModel).Fail(502, """{"error":"Oops"}"""),
        ["any length"] = script => script.When(IsLong).Respond(Answer),
        ["too long for no reason"] = script => script.When(IsLong).Fail(400, """{"error":"Bad request"}"""),
        ["vectors swapped"] = script => script.When(Has("input")).Respond(Vectors([1, 0], [0, 1], [1, 0.1])),
        ["a vector missing"] = script => script.When(Has("input")).Respond(Vectors([1, 0], [1, 0.1])),
        ["dimensions ignored"] = script => script.When(Has("dimensions")).Respond(Vectors([1, 0], [1, 0.1], [0, 1])),
        ["no base64"] = script => script.When(Has("encoding_format")).Respond(Vectors([1, 0], [1, 0.1], [0, 1])),
        ["no image"] = script => script.When(Has("prompt")).Respond("""{"data":[]}"""),
        ["nothing"] = static _ => { },
    };

    [Theory]
    [InlineData("nothing", "chat", "answer", "Passed", "It counts to 5")]
    [InlineData("no usage", "chat", "usage", "Failed", "has no usage")]
    [InlineData("wrong answer", "chat", "answer", "Failed", "it said \"Good morning.\"")]
    [InlineData("no text", "chat", "answer", "Failed", "no text")]
    [InlineData("not JSON", "chat", "answer", "Failed", "cannot be read")]
    [InlineData("half an answer", "chat", "answer", "Failed", "")]
    [InlineData("key refused", "chat", "answer", "Failed", "key or token is not accepted")]
    [InlineData("key refused", "chat", "usage", "Skipped", "was not let in")]
    [InlineData("hangs up", "chat", "answer", "Failed", "cannot be reached, or hangs up")]
    [InlineData("hangs up", "chat", "stream", "Skipped", "did not get an answer")]
    [InlineData("overloaded", "chat", "answer", "Failed", "The server fails")]
    [InlineData("rate limited", "chat", "answer", "Failed", "Too many requests")]
    [InlineData("no credit", "chat", "answer", "Failed", "no credit")]
    [InlineData("JSON in place of a stream", "chat", "stream", "Failed", "application/json came")]
    [InlineData("one event", "chat", "stream", "Failed", "one event")]
    [InlineData("no [DONE]", "chat", "stream end", "Remark", "without [DONE]")]
    [InlineData("no usage in a stream", "chat", "stream usage", "Failed", "The stream has no usage")]
    [InlineData("broken stream", "chat", "stream", "Failed", "broke off")]
    [InlineData("broken stream", "chat", "first token", "Skipped", "nothing to look at")]
    [InlineData("stop ignored", "chat", "stop", "Failed", "ignores the stop sequence")]
    [InlineData("wrong finish reason", "chat", "output limit", "Failed", "not 'length'")]
    [InlineData("no call", "tools", "one call", "Failed", "does not call the tool")]
    [InlineData("broken arguments", "tools", "one call", "Failed", "not a JSON object")]
    [InlineData("another tool", "tools", "one call", "Failed", "'get_news', which was not offered")]
    [InlineData("no argument", "tools", "one call", "Failed", "without the city")]
    [InlineData("calls that stop", "tools", "parallel calls", "NotSupported", "one call at a time")]
    [InlineData("result ignored", "tools", "result", "Failed", "does not have the tool's result")]
    [InlineData("call not made", "tools", "required", "Failed", "A call was required")]
    [InlineData("no JSON mode", "JSON", "JSON mode", "Failed", "it said \"Ada is 36.\"")]
    [InlineData("no JSON mode", "JSON", "schema: flat object", "Failed", "is not JSON")]
    [InlineData("schema ignored", "JSON", "schema: enum", "Failed", "does not follow the schema")]
    [InlineData("blind", "content", "image in", "Failed", "said \"Blue.\"")]
    [InlineData("no images", "content", "image in", "NotSupported", "refused")]
    [InlineData("any key", "errors", "wrong key", "Failed", "A wrong key is accepted")]
    [InlineData("wrong key is a fault", "errors", "wrong key", "Failed", "answered with 500")]
    [InlineData("wrong key in HTML", "errors", "wrong key", "Remark", "text/html, not JSON")]
    [InlineData("any model", "errors", "unknown model", "Failed", "as if it were there")]
    [InlineData("unknown model is a fault", "errors", "unknown model", "Failed", "answered with 502")]
    [InlineData("any length", "errors", "prompt too long", "Failed", "is answered")]
    [InlineData("too long for no reason", "errors", "prompt too long", "Failed", "do not say that it is too long")]
    [InlineData("vectors swapped", "embeddings", "vectors", "Failed", "is the order kept?")]
    [InlineData("a vector missing", "embeddings", "vectors", "Failed", "")]
    [InlineData("dimensions ignored", "embeddings", "dimensions", "NotSupported", "answered with vectors of")]
    [InlineData("no base64", "embeddings", "base64", "NotSupported", "numbers came")]
    [InlineData("no image", "images", "image", "Failed", "")]
    public async Task A_defect_is_reported_as_what_it_is(
        string defect, string group, string check, string verdict, string sentence)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        Defects[defect](emulator.Script);

        var provider = group == "embeddings" ? "scaleway" : "together"; // which takes dimensions
        var found = await FindAsync(EmulatorTargets.Direct(emulator, provider), group, check);

        Assert.Equal(verdict, found.Verdict.ToString());
        Assert.Contains(sentence, found.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(emulator.ProviderKey(provider), found.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat", "first token", "Hugging Face asks for 0.0 s")]
    [InlineData("embeddings", "vectors", "Hugging Face asks for 0.0 s")]
    [InlineData("images", "image", "Hugging Face asks for 0.0 s")]
    public async Task An_answer_that_takes_too_long_is_told(string group, string check, string sentence)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var limits = new CheckLimits { FirstToken = TimeSpan.Zero, OtherTasks = TimeSpan.Zero };

        var found = await FindAsync(EmulatorTargets.Direct(emulator, "together"), group, check, limits);

        Assert.Equal(Verdict.Failed, found.Verdict);
        Assert.Contains(sentence, found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_request_ids_is_told()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        var found = await FindAsync(EmulatorTargets.Direct(emulator, "nvidia"), "partner", "request id");

        Assert.Equal(Verdict.NotSupported, found.Verdict);
        Assert.Contains("Inference-Id", found.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"data":[{"id":"a","pricing":{"input":0.1,"output":0.2},"context_length":8192},{"id":"b"}]}""",
        "Passed", "1 of 2 entries of /hosts/api.together.xyz/v1/models")]
    [InlineData("""{"data":[{"id":"a","pricing":{"input":0.1}}]}""", "NotSupported", "none with pricing.input")]
    [InlineData("""{"data":[]}""", "NotSupported", "lists no models (HTTP 200)")]
    public async Task Prices_are_looked_for_beside_the_chat(string list, string verdict, string sentence)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.When(IsModelList).Respond(list);

        var found = await FindAsync(EmulatorTargets.Direct(emulator, "together"), "partner", "price and context");

        Assert.Equal(verdict, found.Verdict.ToString());
        Assert.Contains(sentence, found.Sentence, StringComparison.Ordinal);
        Assert.Contains(emulator.Requests, request => IsModelList(request)
            && request.Headers["authorization"] == $"Bearer {emulator.ProviderKey("together")}");
    }

    [Theory]
    [InlineData("""{"requests":[{"requestId":"ID","costNanoUsd":1200}]}""", "Passed", "1200 nano-USD")]
    [InlineData("""{"requests":[{"requestId":"ID","costNanoUsd":0.5}]}""", "Failed", "it is 0.5")]
    [InlineData("""{"requests":[{"requestId":"ID","costNanoUsd":-1}]}""", "Failed", "it is -1")]
    [InlineData("""{"requests":[{"requestId":"ID"}]}""", "Failed", "it is missing")]
    [InlineData("""{"requests":[]}""", "Failed", "does not have the request")]
    [InlineData("""{"error":"Not here"}""", "Failed", "without 'requests'")]
    public async Task The_billing_route_is_tried(string answer, string verdict, string sentence)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var target = EmulatorTargets.Direct(emulator, "together") with { Billing =
            emulator.HostAddress(new("https://billing.example.org/costs")) };
        emulator.Script.When(request =>
            request.Host == "billing.example.org").Respond(answer.Replace("ID", "req-1", StringComparison.Ordinal));
        emulator.Script.When(IsPlain).Respond(Answer, headers: new Dictionary<string, string> { ["x-request-id"] =
            "req-1" });

        var found = await FindAsync(target, "partner", "billing");

        Assert.Equal(verdict, found.Verdict.ToString());
        Assert.Contains(sentence, found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_spend_limit_is_used_up_nothing_more_is_sent()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        var report = await CheckRunner.RunAsync(
            EmulatorTargets.All(emulator)[0], new CheckLimits { SpendLimit = 0.000001m }, ["chat"]);

        Assert.Equal(0, report.Count(Verdict.Passed) + report.Count(Verdict.Failed));
        Assert.Contains("does not fit into the spend limit", report.Findings[0].Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(emulator.Requests, request => request.Method == "POST");
    }

    private static async Task<Finding> FindAsync(CheckTarget target, string group, string check, CheckLimits? limits =
        null)
    {
        var report = await CheckRunner.RunAsync(target, limits ?? new(), [group]);
        return report.Findings.Single(finding => finding.Group == group && finding.Check == check);
    }

    private static Func<EmulatorRequest, bool> Has(string field) => request =>
        request.Json is JsonObject json && json.ContainsKey(field);

    private static Func<EmulatorRequest, bool> HasPart(string type) =>
        request => request.Text.Contains($"\"type\":\"{type}\"", StringComparison.Ordinal);

    private static Func<EmulatorRequest, bool> MaxTokens(int number) =>
        request => request.Json is JsonObject json && ((int?)json["max_tokens"]
            ?? (int?)json["max_completion_tokens"]) == number;

    private static bool IsStream(EmulatorRequest request) =>
        request.Json is JsonObject json && (bool?)json["stream"] == true;

    private static bool IsPlain(EmulatorRequest request) => Has("messages")(request) && !IsStream(request);

    private static bool IsModelList(EmulatorRequest request) =>
        request is { Host: "api.together.xyz", Path: "/v1/models" };

    private static bool IsLong(EmulatorRequest request) => request.Body.Length > 100_000;

    private static bool IsWrongKey(EmulatorRequest request) =>
        request.Headers.Any(header => header.Value.Contains("wrong-key", StringComparison.Ordinal));

    private static bool IsUnknownModel(EmulatorRequest request) =>
        request.Text.Contains("no-such-model", StringComparison.Ordinal);

    private static bool HasToolResult(EmulatorRequest request) =>
        request.Text.Contains("\"role\":\"tool\"", StringComparison.Ordinal);

    private static string Call(string name, string arguments, string finish) => new JsonObject
    {
        ["id"] = "1",
        ["model"] = "m",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = null,
                ["tool_calls"] = new JsonArray(new JsonObject
                {
                    ["id"] = "call_1",
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
                }),
            },
            ["finish_reason"] = finish,
        }),
    }.ToJsonString();

    private static string Events(params string[] pieces) => string.Concat(pieces.Select((piece, i) =>
        $$"""data: {"id":"1","choices":[{"index":0,"delta":{"content":"{{piece}}"},"""
            + $"\"finish_reason\":{(i == pieces.Length - 1 ? "\"stop\"" : "null")}}}]}}"
            + "\n\n")) + "data: {\"id\":\"1\",\"choices\":[]}\n\n";

    private static string Vectors(params double[][] vectors) => new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. vectors.Select((vector, i) => new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = i,
            ["embedding"] = new JsonArray([.. vector.Select(number => JsonValue.Create(number))]),
        })]),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 3, ["total_tokens"] = 3 },
    }.ToJsonString();
}
