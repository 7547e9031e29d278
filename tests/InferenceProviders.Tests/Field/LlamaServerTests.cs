using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// What llama.cpp's <c>llama-server</c> answers (https://github.com/ggml-org/llama.cpp, tools/server:
/// <c>format_error_response</c> writes the status as <c>code</c> and a word as <c>type</c>; its README and tests have
/// the rest).
/// </summary>
[Trait("Category", "Field")]
public sealed class LlamaServerTests
{
    [Theory]
    [InlineData(
        400, """{"error":{"code":400,"message":"request (12034 tokens) exceeds the available context size (2048 """
        + """tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":12034,"n_ctx":2048}}""",
        InferenceErrorKind.ContextLengthExceeded, "exceed_context_size_error")]
    [InlineData(
        500, """{"error":{"code":500,"message":"image input is not supported - hint: if this is unexpected,"""
        + """ you may need to provide the mmproj","type":"server_error"}}""",
        InferenceErrorKind.NotSupported, "server_error")]
    [InlineData(
        500, """{"error":{"code":500,"message":"audio input is not supported - hint: if this is unexpected,"""
        + """ you may need to provide the mmproj","type":"server_error"}}""",
        InferenceErrorKind.NotSupported, "server_error")]
    [InlineData(
        501, """{"error":{"code":501,"message":"This server does not support embeddings. Start it with """
        + """`--embeddings`","type":"not_supported_error"}}""",
        InferenceErrorKind.NotSupported, "not_supported_error")]
    [InlineData(
        501, """{"error":{"code":501,"message":"This server does not support reranking. Start it with """
        + """`--reranking`","type":"not_supported_error"}}""",
        InferenceErrorKind.NotSupported, "not_supported_error")]
    [InlineData(
        404, """{"error":{"code":404,"message":"model 'x' not found","type":"not_found_error"}}""",
        InferenceErrorKind.ModelNotFound, "not_found_error")]
    [InlineData(
        400, """{"error":{"code":400,"message":"model 'x' not found","type":"invalid_request_error"}}""",
        InferenceErrorKind.ModelNotFound, "invalid_request_error")]
    [InlineData(
        401, """{"error":{"code":401,"message":"Invalid API Key","type":"authentication_error"}}""",
        InferenceErrorKind.Authentication, "authentication_error")]
    [InlineData(
        400, """{"error":{"code":400,"message":"\"messages\" is required","type":"invalid_request_error"}}""",
        InferenceErrorKind.InvalidRequest, "invalid_request_error")]
    public async Task Its_errors_are_what_their_type_and_words_say_and_asked_once(
        int status, string body, InferenceErrorKind kind, string code)
    {
        await using var server = ScriptedServer.Start(Reply.Json(body, status));
        using var router = server.Router(options => options.Routing.MaxAttempts = 3);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIChatClient($"{server.Address}v1/chat/completions").GetResponseAsync([FieldAnswer.Question]));

        Assert.Equal((kind, code), (error.Kind, error.Code));
        Assert.Single(server.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("The model `x` is not found")]
    [InlineData("model \"x\" not found, try pulling it first")]
    [InlineData("model: x not found")]
    [InlineData("Unknown model: x")]
    [InlineData("No such model")]
    [InlineData("The model `x` does not exist.")]
    public async Task A_model_that_is_not_there_is_known_in_other_words(string words) =>
        Assert.Equal(
            InferenceErrorKind.ModelNotFound,
            (await FieldAnswer.WholeErrorAsync(
                "{\"error\":{\"message\":" + System.Text.Json.JsonSerializer.Serialize(words)
                + ",\"code\":400,\"type\":\"invalid_request_error\"}}", 400)).Kind);

    [Fact]
    public async Task A_fault_of_the_server_is_still_its_fault()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(
                """{"error":{"code":500,"message":"unsupported operand type(s) for +: 'NoneType' and """
                + """'str'","type":"server_error"}}""",
                500), Reply.Json(Answer("""{"content":"Hi"}""")));
        using var router = server.Router(options => options.Routing.MaxAttempts = 2);

        Assert.Equal(
            "Hi",
            (await router.AsIChatClient($"{server.Address}v1/chat/completions").GetResponseAsync(
                [FieldAnswer.Question])).Text);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""")]
    [InlineData("""{"detail":"Model is loading, please wait"}""")]
    public async Task A_lone_endpoint_is_waited_for_while_it_loads(string body)
    {
        var loads = 0;
        var clock = new HurriedTime();
        await using var server = ScriptedServer.Start(_ => Interlocked.Increment(ref loads) <= 4
            ? Reply.Json(body, 503) : Reply.Json(Answer("""{"content":"Hi"}""")));
        using var router = server.Router(options =>
        {
            options.Routing.MaxAttempts = null;
            options.TimeProvider = clock;
        });

        var answer = router.AsIChatClient($"{server.Address}v1/chat/completions")
            .GetResponseAsync([FieldAnswer.Question]);

        Assert.Equal("Hi", (await answer).Text);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task It_is_not_waited_for_longer_than_the_call_may_take()
    {
        var clock = new HurriedTime();
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""", 503));
        using var router = server.Router(options =>
        {
            options.Routing.MaxAttempts = null;
            options.TimeProvider = clock;
            options.Timeouts.Call = TimeSpan.FromSeconds(30);
        });

        var answer = router.AsIChatClient($"{server.Address}v1/chat/completions")
            .GetResponseAsync([FieldAnswer.Question]);

        var error = await Assert.ThrowsAsync<InferenceException>(() => answer);
        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.Contains("Loading model", error.Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 4, 10);
    }

    [Fact]
    public async Task One_attempt_is_one_attempt_also_while_it_loads()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""", 503));
        using var router = server.Router();

        await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIChatClient($"{server.Address}v1/chat/completions").GetResponseAsync([FieldAnswer.Question]));

        Assert.Single(server.Requests);
    }
}
