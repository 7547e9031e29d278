using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Failures that a server reports in the middle of a stream without an <c>error</c> key (BerriAI/litellm#39748, #40578;
/// fms-guardrails-orchestrator#436).
/// </summary>
[Trait("Category", "Field")]
public sealed class FailureFrameTests
{
    private static readonly string Begun = Chunk("""{"role":"assistant","content":"Once upon"}""");
    private static readonly string Call = Chunk(
        """{"tool_calls":[{"index":0,"id":"a","function":{"name":"transfer","arguments":"{\"amount\":10}"}}]}""");

    public static TheoryData<string> Frames =>
    [
        """{"object":"error","message":"EngineCore died","type":"InternalServerError","param":null,"code":500}""",
        """{"object":"error","message":"EngineCore died"}""",
        """{"detail":"EngineCore died"}""",
        """{"detail":{"message":"EngineCore died"}}""",
        """{"detail":[{"loc":["body"],"msg":"EngineCore died","type":"x"}]}""",
        """{"code":500,"message":"EngineCore died"}""",
        """{"code":50505,"message":"EngineCore died","data":null}""",
        """{"code":"InternalError.Algo","message":"EngineCore died","request_id":"r"}""",
        """{"code":-1,"msg":"EngineCore died"}""",
        """{"status":500,"message":"EngineCore died"}""",
        """{"statusCode":502,"message":"EngineCore died"}""",
        """{"status_code":502,"status_msg":"x","message":"EngineCore died"}""",
        """{"errors":["EngineCore died"]}""",
        """{"errors":[{"message":"EngineCore died","code":7}]}""",
        """{"errors":{"message":"EngineCore died"}}""",
        """{"error_message":"EngineCore died"}""",
        """{"error_msg":"EngineCore died","error_code":336100}""",
        """{"error_code":17,"error_msg":"EngineCore died"}""",
        """{"errorMessage":"EngineCore died","errorCode":"X"}""",
        """{"errno":1,"errmsg":"EngineCore died"}""",
        """{"message":"EngineCore died"}""",
        """{"Message":"EngineCore died"}""",
        """{"msg":"EngineCore died"}""",
        """{"type":"error","message":"EngineCore died"}""",
        """{"type":"InternalServerError","message":"EngineCore died"}""",
        """{"event":"error","message":"EngineCore died"}""",
        """{"status":"error","message":"EngineCore died"}""",
        """{"status":"failed","reason":"EngineCore died"}""",
        """{"success":false,"message":"EngineCore died"}""",
        """{"ok":false,"description":"EngineCore died"}""",
        """{"title":"EngineCore died","status":503,"type":"about:blank"}""",
        """{"fault":{"faultstring":"EngineCore died","detail":{"errorcode":"x"}}}""",
        """{"exception":"EngineCore died"}""",
        """{"base_resp":{"status_code":1013,"status_msg":"EngineCore died"}}""",
        """{"id":"1","choices":null,"created":1760000000,"model":"m","usage":{"total_tokens":0},"base_resp":"""
        + """{"status_code":1000,"status_msg":"EngineCore died"}}""",
        """{"id":"1","object":"chat.completion.chunk","choices":[],"code":500,"message":"EngineCore died"}""",
        """{"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":""},"finish_reason":"""
        + """null}],"code":503,"message":"EngineCore died"}""",
        """{"id":"1","choices":[{"index":0,"delta":{"content":""}}],"errors":[{"message":"EngineCore died"}]}""",
    ];

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_failure_in_the_middle_is_one_whatever_follows(string frame)
    {
        foreach (var end in (string[])["", Done, Events(Chunk("{}", "\"stop\"")) + Done])
        {
            var error = await FieldAnswer.StreamErrorAsync(Events(Begun, frame) + end);

            Assert.Equal((InferenceErrorKind.Interrupted, "Once upon"), (error.Kind, error.PartialText));
            Assert.Contains("EngineCore died", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_failure_before_the_first_content_can_be_mended_elsewhere(string frame)
    {
        var error = await FieldAnswer.StreamErrorAsync(
            Events(Chunk("""{"role":"assistant","content":""}"""), frame) + Done);

        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.Contains("EngineCore died", error.Message, StringComparison.Ordinal);
        Assert.Null(error.PartialText);
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task No_call_survives_a_failure(string frame)
    {
        List<AIContent> seen = [];
        await using var server = ScriptedServer.Start(Reply.Stream(Events(Call, frame) + Done));
        using var router = server.Router();

        await Assert.ThrowsAsync<InferenceException>(async () =>
        {
            await foreach (var update in router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi"))
            {
                seen.AddRange(update.Contents);
            }
        });

        Assert.Empty(seen.OfType<FunctionCallContent>());
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_whole_body_of_that_form_is_a_failure_with_its_words(string frame)
    {
        var error = await FieldAnswer.WholeErrorAsync(frame);

        Assert.Contains("EngineCore died", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Harmless =>
    [
        """{"id":"1","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":"""
            + """1},"message":"ok"}""",
        """{"choices":[],"code":0,"message":"success"}""",
        """{"code":200,"msg":"ok","data":null}""",
        """{"code":"20000","message":"Success."}""",
        """{"type":"ping"}""",
        """{"type":"keepalive","message":"still here"}""",
        """{"object":"chat.completion.queue","message":"You are third in the queue"}""",
        """{"event":"progress","message":"Reading the prompt: 40 %"}""",
        """{"status":"processing","detail":"warming up"}""",
        """{"base_resp":{"status_code":0,"status_msg":""}}""",
        """{"error":null,"errors":[],"detail":null,"message":null}""",
        """{"choices":[{"index":0,"delta":{"content":""}}],"base_resp":{"status_code":0,"status_msg":"success"}"""
        + ""","code":0,"message":""}""",
        """{"choices":[{"index":0,"delta":{"content":""}}],"status":"running","detail":{"model":"m"}"""
        + ""","message":"token"}""",
        """{"prompt_filter_results":[{"prompt_index":0}],"choices":[]}""",
        "{}",
    ];

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_reports_no_failure_is_none(string frame)
    {
        var response = await FieldAnswer.StreamAsync(Events(Begun, frame, Chunk("{}", "\"stop\"")) + Done);

        Assert.Equal(("Once upon", ChatFinishReason.Stop), (response.Text, response.FinishReason));
    }

    [Theory]
    [InlineData(
        """{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""",
        InferenceErrorKind.CreditsExhausted, "1008")]
    [InlineData(
        """{"object":"error","message":"This model's maximum context length is 8192 """
        + """tokens.","type":"BadRequestError","code":400}""",
        InferenceErrorKind.ContextLengthExceeded, "BadRequestError")]
    [InlineData("""{"code":429,"message":"Slow down"}""", InferenceErrorKind.RateLimited, "429")]
    [InlineData("""{"detail":"Model x does not exist"}""", InferenceErrorKind.ModelNotFound, null)]
    public async Task Its_words_and_its_code_tell_what_it_is(string frame, InferenceErrorKind kind, string? code)
    {
        var error = await FieldAnswer.StreamErrorAsync(Events(frame) + Done);

        Assert.Equal((kind, code), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData("{\"amount\\\":10")]
    [InlineData("")]
    [InlineData("{\\\"amount\\\":[10}")]
    public async Task Done_without_a_reason_in_the_middle_of_a_call_is_an_error(string arguments)
    {
        // bigduu/Bamboo-agent#383, can1357/oh-my-pi#9433
        var call = Chunk(
            """{"tool_calls":[{"index":0,"id":"x","function":{"name":"transfer","arguments":"""
            + System.Text.Json.JsonSerializer.Serialize(arguments.Replace("\\\"", "\"", StringComparison.Ordinal))
            + "}}]}");

        var error = await FieldAnswer.StreamErrorAsync(Events(call) + Done);

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains("in the middle of a tool call's arguments", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Done_without_a_reason_is_judged_by_what_came()
    {
        Assert.Equal("Once upon", (await FieldAnswer.StreamAsync(Events(Begun) + Done)).Text);
        Assert.Equal("transfer", Assert.Single((await FieldAnswer.StreamAsync(Events(Call) + Done)).Calls()).Name);
        Assert.Equal(
            InferenceErrorKind.Protocol,
            (await FieldAnswer.StreamErrorAsync(Events(Chunk("""{"role":"assistant"}""")) + Done)).Kind);
        Assert.Equal(
            InferenceErrorKind.Interrupted,
            (await FieldAnswer.StreamErrorAsync(Events(Chunk("""{"reasoning_content":"Let me see"}""")) + Done)).Kind);
    }
}
