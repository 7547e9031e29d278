using System.Net;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Errors;

/// <summary>Every form of error body under every status: the kind, the provider's words, and who said them.</summary>
public sealed class ErrorTableTests
{
    private static readonly Dictionary<int, InferenceErrorKind> Statuses = new()
    {
        [300] = InferenceErrorKind.Protocol,
        [304] = InferenceErrorKind.Protocol,
        [400] = InferenceErrorKind.InvalidRequest,
        [401] = InferenceErrorKind.Authentication,
        [402] = InferenceErrorKind.CreditsExhausted,
        [403] = InferenceErrorKind.PermissionDenied,
        [404] = InferenceErrorKind.ModelNotFound,
        [405] = InferenceErrorKind.InvalidRequest,
        [408] = InferenceErrorKind.Timeout,
        [409] = InferenceErrorKind.InvalidRequest,
        [413] = InferenceErrorKind.InvalidRequest,
        [422] = InferenceErrorKind.InvalidRequest,
        [429] = InferenceErrorKind.RateLimited,
        [498] = InferenceErrorKind.InvalidRequest,
        [500] = InferenceErrorKind.ProviderUnavailable,
        [502] = InferenceErrorKind.ProviderUnavailable,
        [503] = InferenceErrorKind.ProviderUnavailable,
        [504] = InferenceErrorKind.ProviderUnavailable,
        [520] = InferenceErrorKind.ProviderUnavailable,
        [529] = InferenceErrorKind.ProviderUnavailable,
    };

    private static readonly Dictionary<string, (string Body, string? Words)> Forms = new()
    {
        ["string"] = ("""{"error":"Odd thing"}""", "Odd thing"),
        ["object"] = ("""{"error":{"message":"Odd thing","type":"odd","code":"odd_code","param":null}}""", "Odd thing"),
        ["object in object"] = ("""{"error":{"error":{"message":"Odd thing"}}}""", "Odd thing"),
        ["list"] = ("""{"error":["Odd thing","and more"]}""", "Odd thing; and more"),
        ["list of objects"] = ("""{"errors":[{"message":"Odd thing"},{"message":"and more"}]}""",
            "Odd thing; and more"),
        ["root list"] = ("""[{"error":{"message":"Odd thing","code":1}}]""", "Odd thing"),
        ["message"] = ("""{"message":"Odd thing","request_id":"x"}""", "Odd thing"),
        ["detail"] = ("""{"detail":"Odd thing"}""", "Odd thing"),
        ["detail object"] = ("""{"detail":{"message":"Odd thing"}}""", "Odd thing"),
        ["detail list with a place"] =
            ("""{"detail":[{"loc":["body","messages",0,"role"],"msg":"Field required","type":"missing"},"""
            + """{"loc":["body","loras",0,"path"],"msg":"str type expected"}]}""",
                "messages.0.role: Field required; loras.0.path: str type expected"),
        ["detail list"] = ("""{"detail":[{"loc":["body"],"msg":"Odd thing","type":"missing"}]}""", "Odd thing"),
        ["problem details"] = ("""{"type":"about:blank","title":"Odd thing","status":0}""", "Odd thing"),
        ["JSON string"] = ("\"Odd thing\"", "Odd thing"),
        ["plain text"] = ("Odd\r\n  thing\n", "Odd thing"),
        ["HTML"] = ("<html><head><title>Odd thing</title></head></html>", "an HTML page, 'Odd thing'"),
        ["broken JSON"] = ("{\"error\":\"Odd thing", "Odd thing"),
        ["byte order mark"] = ("\uFEFF{\"error\":\"Odd thing\"}", "Odd thing"),
        ["empty object"] = ("{}", null),
        ["null"] = ("""{"error":null,"message":null}""", null),
        ["empty"] = ("", null),
    };

    public static TheoryData<int> AllStatuses => [.. Statuses.Keys];

    [Theory]
    [MemberData(nameof(AllStatuses))]
    public async Task Every_form_of_error_becomes_one_typed_error(int status)
    {
        foreach (var (form, (body, words)) in Forms)
        {
            await using var server = ScriptedServer.Start(
                Reply.Json(status is 304 ? "" : body, status, "x-request-id: req-1", "x-inference-provider: novita"));
            using var router = server.Router();
            var chat = router.AsIChatClient("org/model:fastest");

            foreach (var stream in new[] { false, true })
            {
                var error = await Assert.ThrowsAsync<InferenceException>(() => stream
                    ? chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : chat.GetResponseAsync("Hi"));

                Assert.Equal((form, Statuses[status]), (form, error.Kind));
                Assert.Equal((HttpStatusCode)status, error.StatusCode);
                Assert.Equal(("novita", "org/model:fastest", "req-1"), (error.Provider, error.Model, error.RequestId));
                Assert.StartsWith($"novita answered {status} (", error.Message, StringComparison.Ordinal);
                Assert.Contains("for org/model:fastest", error.Message, StringComparison.Ordinal);
                if (words is not null && status is not 304)
                {
                    Assert.Contains(words, error.Message, StringComparison.Ordinal);
                }

                var attempt = Assert.Single(error.Attempts);
                Assert.Equal(
                    ("novita", error.Kind, error.StatusCode, "req-1"),
                    (attempt.Provider, attempt.Error, attempt.StatusCode, attempt.RequestId));
            }
        }
    }

    public static TheoryData<int, string, InferenceErrorKind> Words => new()
    {
        { 400,
            """{"error":{"message":"This model's maximum context length is 8192 """
            + """tokens.","code":"context_length_exceeded"}}""",
            InferenceErrorKind.ContextLengthExceeded },
        { 400,
            """{"error":{"message":"Please reduce the length of the messages or """
            + """completion.","code":"context_length_exceeded"}}""",
            InferenceErrorKind.ContextLengthExceeded },
        { 422,
            """{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 """
            + """`inputs` tokens and 100 `max_new_tokens`"}""",
            InferenceErrorKind.ContextLengthExceeded },
        { 400, """{"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}}""",
            InferenceErrorKind.ContextLengthExceeded },
        { 413, """{"error":{"message":"Request exceeds the context window"}}""",
            InferenceErrorKind.ContextLengthExceeded },
        { 400,
            """{"error":{"message":"The response was filtered due to the content management """
            + """policy","code":"content_filter"}}""",
            InferenceErrorKind.ContentFiltered },
        { 400,
            """{"error":{"message":"The requested model 'x/y' does not """
            + """exist","type":"invalid_request_error","param":"model","code":"model_not_found"}}""",
            InferenceErrorKind.ModelNotFound },
        { 400, """{"error":{"message":"The requested model 'x/y' does not exist","type":"invalid_request_error"}}""",
            InferenceErrorKind.ModelNotFound },
        { 400,
            """{"error":{"message":"The requested model 'x/y' is not supported by any provider you have """
            + """enabled.","code":"model_not_supported"}}""",
            InferenceErrorKind.ModelNotFound },
        { 400, """{"error":"Model x/y is not supported by provider groq"}""", InferenceErrorKind.ModelNotFound },
        { 400, """{"error":{"message":"tool calling is not supported with this model"}}""",
            InferenceErrorKind.NotSupported },
        { 422, """{"error":{"message":"This model does not support image input"}}""", InferenceErrorKind.NotSupported },
        { 400, """{"error":{"message":"max_tokens must be positive","code":"invalid_request_error"}}""",
            InferenceErrorKind.InvalidRequest },
        { 400, """{"error":{"message":"Invalid API key","code":"invalid_api_key"}}""",
            InferenceErrorKind.Authentication },
        { 401, """{"error":{"message":"The model is not supported"}}""", InferenceErrorKind.Authentication },
        { 429, """{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}""",
            InferenceErrorKind.CreditsExhausted },
        { 429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":null}}""",
            InferenceErrorKind.CreditsExhausted },
        { 503, """{"error":"Model org/model is currently loading","estimated_time":20.5}""",
            InferenceErrorKind.ProviderUnavailable },
        { 500, """{"error":"context length computation crashed"}""", InferenceErrorKind.ProviderUnavailable },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Where_a_status_says_little_the_words_decide(int status, string body, InferenceErrorKind kind)
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET" ? Reply.Json("{}")
            : Reply.Json(body, status));
        using var router = server.Router();
        Assert.Equal(
            kind,
            (await Assert.ThrowsAsync<InferenceException>(
                () => router.AsIChatClient("org/model").GetResponseAsync("Hi"))).Kind);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","code":"c","type":"t"}}""", "c")]
    [InlineData("""{"error":{"message":"m","code":null,"type":"t"}}""", "t")]
    [InlineData("""{"error":{"message":"m","code":17}}""", "17")]
    [InlineData("""{"error":"m","error_type":"overloaded"}""", "overloaded")]
    [InlineData("""{"error":"m"}""", null)]
    public async Task The_providers_code_is_kept(string body, string? code)
    {
        await using var server = ScriptedServer.Start(Reply.Json(body, 418));
        using var router = server.Router();
        Assert.Equal(
            code,
            (await Assert.ThrowsAsync<InferenceException>(
                () => router.AsIChatClient("org/model").GetResponseAsync("Hi"))).Code);
    }

    [Fact]
    public async Task A_long_message_is_cut_and_its_lines_are_joined()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("{\"error\":\"" + string.Concat(Enumerable.Repeat("line\\n\\t", 1000)) + "\"}", 400));
        using var router = server.Router();
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync("Hi"));
        Assert.InRange(error.Message.Length, 500, 800);
        Assert.Contains("line line line", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_body_that_breaks_off_still_has_its_status(bool stream)
    {
        await using var server = ScriptedServer.Start(
            Reply.Open("application/json", 429, "Retry-After: 3")
            .Then(Reply.Chunk("{\"error\":\"Slow do"), new ReplyStep.Drained(), new ReplyStep.Reset()));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        var error = await Assert.ThrowsAsync<InferenceException>(() => stream
            ? chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : chat.GetResponseAsync("Hi"));
        Assert.Equal((InferenceErrorKind.RateLimited, TimeSpan.FromSeconds(3)), (error.Kind, error.RetryAfter));
    }

    [Theory]
    [InlineData("reset", false)]
    [InlineData("reset", true)]
    [InlineData("half a head", false)]
    [InlineData("half a head", true)]
    [InlineData("half a body", false)]
    [InlineData("half a body", true)]
    [InlineData("no HTTP", false)]
    [InlineData("no HTTP", true)]
    public async Task A_connection_that_breaks_is_an_unavailable_provider(string how, bool stream)
    {
        await using var server = ScriptedServer.Start(_ => how switch
        {
            "reset" => Reply.Close,
            "half a head" =>
                new Reply(
                    new ReplyStep.Send("HTTP/1.1 200 O"u8.ToArray()), new ReplyStep.Drained(), new ReplyStep.Reset()),
            "half a body" =>
                Reply.Open("application/json")
                .Then(Reply.Chunk("{\"choices\""), new ReplyStep.Drained(), new ReplyStep.Reset()),
            _ => new Reply(new ReplyStep.Send("SSH-2.0-OpenSSH\r\n\r\n"u8.ToArray()), new ReplyStep.Finish()),
        });
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        var error = await Assert.ThrowsAsync<InferenceException>(() => stream
            ? chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : chat.GetResponseAsync("Hi"));
        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.StartsWith("Hugging Face router could not be reached at ", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public async Task A_stream_that_is_reset_in_the_middle_is_interrupted()
    {
        await using var server = ScriptedServer.Start(
            Reply.Open()
            .Then(
                Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}"""))), new ReplyStep.Drained(),
                new ReplyStep.Reset()));
        using var router = server.Router();
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync());
        Assert.Equal((InferenceErrorKind.Interrupted, "Once"), (error.Kind, error.PartialText));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_behind_the_finish_reason_has_given_a_whole_answer(bool reset)
    {
        await using var server = ScriptedServer.Start(Reply.Open().Then(
            Reply.Chunk(Wire.Events(Wire.Chunk("""{"content":"Once"}"""), Wire.Chunk("{}", "\"stop\""))),
            new ReplyStep.Drained(), reset ? new ReplyStep.Reset() : new ReplyStep.Finish()));
        using var router = server.Router();
        var response = await router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        Assert.Equal(("Once", ChatFinishReason.Stop), (response.Text, response.FinishReason));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "the connection could not be established")]
    [InlineData("https://name-that-does-not-exist.invalid", "its name could not be resolved")]
    public async Task A_host_that_is_not_there_is_said_to_be_so(string address, string words)
    {
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            Token = ScriptedServer.Token,
            RouterEndpoint = new Uri(address),
        });
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync("Hi"));
        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
