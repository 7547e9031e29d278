using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>A prompt that is too long, in every server's words. It is asked once: nothing makes it shorter.</summary>
[Trait("Category", "Field")]
public sealed class ContextOverflowTests
{
    public static TheoryData<string, int, string> Words => new()
    {
        // janhq/jan#8646, openclaw/openclaw#133860, cline/kanban#504: llama-server
        { "llama.cpp", 400,
            """{"error":{"code":400,"message":"request (9000 tokens) exceeds the available context size (8192 """
            + """tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":"""
            + """8192}}""" },
        { "llama.cpp, while it generates", 500,
            """{"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}""" },
        { "llama.cpp, before types", 400,
            """{"error":{"code":400,"message":"the request exceeds the available context size. try increasing the """
            + """context size or enable context shift","type":"invalid_request_error"}}""" },
        { "llama.cpp, embeddings", 500,
            """{"error":{"code":500,"message":"input (700 tokens) is too large to process. increase the physical """
            + """batch size (current batch size: 512)","type":"server_error"}}""" },
        { "vLLM", 400,
            """{"object":"error","message":"This model's maximum context length is 8192 tokens. However,"""
            + """ you requested 9000 tokens (8000 in the messages, 1000 in the completion). Please reduce the """
            + """length of the messages or completion.","type":"BadRequestError","param":null,"code":400}""" },
        { "vLLM, newer", 400,
            """{"error":{"message":"This model's maximum context length is 4096 tokens. However, you requested 100 """
            + """output tokens and your prompt contains at least 3997 input tokens, for a total of at least 4097 """
            + """tokens.","type":"BadRequestError","param":"input_tokens","code":400}}""" },
        { "vLLM, the decoder", 400,
            """{"error":{"message":"The decoder prompt (length 9000) is longer than the maximum model length of """
            + """8192. Make sure that `max_model_len` is no smaller than the number of text """
            + """tokens.","type":"BadRequestError","code":400}}""" },
        { "SGLang", 400,
            """{"object":"error","message":"The input (1205 tokens) is longer than the model's context length """
            + """(1000 tokens).","type":"BadRequestError","param":null,"code":400}""" },
        { "SGLang, with the answer", 400,
            """{"object":"error","message":"Requested token count exceeds the model's maximum context length of """
            + """131072 tokens. You requested a total of 132528 tokens: 66992 tokens from the input messages and """
            + """65536 tokens for the completion.","type":"BadRequestError","code":400}""" },
        { "text-generation-inference", 422,
            """{"error":"Input validation error: `inputs` must have less than 4096 tokens. Given: """
            + """5000","error_type":"validation"}""" },
        { "text-generation-inference, with the answer", 422,
            """{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8192. Given: 8000 """
            + """`inputs` tokens and 500 `max_new_tokens`","error_type":"validation"}""" },
        { "text-embeddings-inference", 413,
            """{"error":"Input validation error: `inputs` must have less than 512 tokens. Given: """
            + """600","error_type":"Validation"}""" },
        { "TensorRT-LLM", 400,
            """{"error":{"message":"Prompt length (9000) exceeds maximum input length (8192). Set log level to """
            + """info and check TRTGptModel logs for how maximum input length is """
            + """set","type":"BadRequestError","code":400}}""" },
        { "Ollama", 400, """{"error":"the input length exceeds the context length"}""" },
        { "Ollama, the prompt", 400,
            """{"error":{"message":"prompt too long; exceeded max context length by 1200 """
            + """tokens","type":"api_error"}}""" },
        { "LM Studio", 400,
            """{"error":"The number of tokens to keep from the initial prompt is greater than the context length. """
            + """Try to load the model with a larger context length, or provide a shorter input"}""" },
        { "LM Studio, in numbers", 400, """{"error":"Cannot truncate prompt with n_keep (9000) >= n_ctx (4096)"}""" },
        { "TabbyAPI", 400, """{"detail":"Prompt length 5000 is greater than max_seq_len 4096"}""" },
        { "OpenAI", 400,
            """{"error":{"message":"Your input exceeds the context window of this model. Please adjust your input """
            + """and try again.","type":"invalid_request_error","param":"input","code":"context_length_exceeded"}}""" },
        { "Azure", 400,
            """{"error":{"message":"Input tokens exceed the configured limit of 272000 tokens. Your messages """
            + """resulted in 509178 tokens. Please reduce the length of the """
            + """messages.","code":"context_length_exceeded"}}""" },
        { "Groq", 400,
            """{"error":{"message":"Please reduce the length of the messages or """
            + """completion.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""" },
        { "Cerebras", 400,
            """{"message":"Please reduce the length of the messages or completion. Current length is 9000 while """
            + """limit is 8192","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}""" },
        { "Cerebras, in other words", 400,
            """{"message":"Current length is 9000 while limit is 8192","type":"invalid_request_error"}""" },
        { "Together", 422,
            """{"error":{"message":"Input token count + max_tokens parameter must be less than the context length """
            + """of the model being queried (8193). You have submitted 9000 """
            + """tokens.","type":"invalid_request_error"}}""" },
        { "Fireworks", 400,
            """{"error":{"object":"error","type":"invalid_request_error","message":"The prompt is too long: 9000,"""
            + """ model maximum context length: 8191"}}""" },
        { "SambaNova", 400,
            """{"error":{"message":"Requested generation length 1 is not possible! The provided prompt is 9000 """
            + """tokens long, so generating 1 tokens requires a sequence length of 9001, but the maximum supported """
            + """sequence length is just 8192!"}}""" },
        { "Cohere", 400,
            """{"message":"too many tokens: total number of tokens in the prompt cannot exceed 8192 - received """
            + """9000."}""" },
        { "Mistral", 400,
            """{"object":"error","message":"Prompt contains 65673 tokens, too large for model with 32768 maximum """
            + """context length","type":"invalid_request_prompt_too_long","code":"3051"}""" },
        { "xAI", 400,
            """{"code":"Client specified an invalid argument","error":"This model's maximum prompt length is """
            + """131072 but the request contains 537812 tokens."}""" },
        { "Moonshot", 400,
            """{"error":{"message":"Invalid request: Your request exceeded model token limit: 8192 (requested: """
            + """9000)","type":"invalid_request_error"}}""" },
        { "Novita", 400,
            """{"code":400,"reason":"INVALID_REQUEST","message":"Token limit exceeded, please try again """
            + """later.","metadata":{}}""" },
        { "Z.ai", 400, """{"error":{"code":"1261","message":"Prompt exceeds max length"}}""" },
        { "Z.ai, in Chinese", 400, """{"error":{"code":"1261","message":"Prompt 超长"}}""" },
        { "MiniMax", 400,
            """{"error":{"message":"invalid params, context window exceeds limit """
            + """(2013)","type":"bad_request_error","http_code":"400"}}""" },
        { "Baidu", 400,
            """{"error":{"code":"invalid_argument","message":"messages token length must be in (0,"""
            + """ 32768]","type":"invalid_request_error"}}""" },
        { "DashScope", 400,
            """{"error":{"code":"invalid_parameter_error","message":"Range of input length should be [1,"""
            + """ 98304]","type":"invalid_request_error"}}""" },
        { "DeepSeek", 400,
            """{"error":{"message":"This model's maximum context length is 65536 tokens. However, you requested """
            + """73149 tokens (69053 in the messages, 4096 in the """
            + """completion).","type":"invalid_request_error","code":"invalid_request_error"}}""" },
        { "Anthropic", 400,
            """{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` """
            + """exceed context limit: 198157 + 21333 > 200000, decrease input length or `max_tokens` and try """
            + """again"}}""" },
        { "Bedrock", 400, """{"message":"Input is too long for requested model."}""" },
        { "Google", 400,
            """{"error":{"code":400,"message":"The input token count (1196265) exceeds the maximum number of """
            + """tokens allowed (1048575).","status":"INVALID_ARGUMENT"}}""" },
        { "GitHub Copilot", 400,
            """{"error":{"message":"prompt token count of 51808 exceeds the limit of """
            + """12288","code":"model_max_prompt_tokens_exceeded"}}""" },
        { "OpenRouter, in the words of who is behind it", 400,
            """{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":"""
            + """\"prompt is too long: 213462 tokens > 200000 maximum\"}}","provider_name":"x"}}}""" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task It_is_known_in_every_servers_words_and_asked_once(string server, int status, string body)
    {
        foreach (var stream in new[] { false, true })
        {
            await using var scripted = ScriptedServer.Start(Reply.Json(body, status));
            using var router = scripted.Router(options => options.Routing.MaxAttempts = 3);
            var chat = router.AsIChatClient($"{scripted.Address}v1/chat/completions");

            var error = await Assert.ThrowsAsync<InferenceException>(() => stream
                ? chat.GetStreamingResponseAsync([FieldAnswer.Question]).ToChatResponseAsync()
                : chat.GetResponseAsync([FieldAnswer.Question]));

            Assert.Equal((server, InferenceErrorKind.ContextLengthExceeded), (server, error.Kind));
            Assert.Single(scripted.Requests);
            Assert.Single(error.Attempts);
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task It_is_known_inside_a_stream_too(string server, int status, string body)
    {
        _ = status;
        var error = await FieldAnswer.StreamErrorAsync(Events(body) + Done);

        Assert.Equal((server, InferenceErrorKind.ContextLengthExceeded), (server, error.Kind));
    }

    [Theory]
    [InlineData(
        429, """{"error":{"message":"Rate limit reached for model `m` on tokens per minute (TPM): Limit 12000,"""
        + """ Used 7174, Requested 7540. Please try again in 13.57s.","type":"tokens","code":"rate_limit_exceeded"}}""",
        InferenceErrorKind.RateLimited)]
    [InlineData(
        429, """{"message":"Too many tokens, please wait before trying again."}""", InferenceErrorKind.RateLimited)]
    [InlineData(
        400, """{"error":{"message":"max_tokens is too large: 65536. This model supports at most 32768 completion """
        + """tokens, whereas you provided 65536.","type":"invalid_request_error","code":"invalid_value"}}""",
        InferenceErrorKind.InvalidRequest)]
    [InlineData(
        400, """{"error":{"message":"Invalid 'user': string too long. Expected a string with maximum length 64,"""
        + """ but got a string with length 100 instead.","code":"string_above_max_length"}}""",
        InferenceErrorKind.InvalidRequest)]
    [InlineData(
        400, """{"error":{"message":"Invalid 'tools[0].function.description': string too """
        + """long.","type":"invalid_request_error"}}""",
        InferenceErrorKind.InvalidRequest)]
    [InlineData(
        400, """{"error":{"message":"At most 5 image(s) may be provided in one """
        + """request.","type":"BadRequestError","code":400}}""",
        InferenceErrorKind.InvalidRequest)]
    [InlineData(
        413, """{"error":{"message":"The request body is larger than 10 MB."}}""", InferenceErrorKind.InvalidRequest)]
    [InlineData(500, """{"error":"context length computation crashed"}""", InferenceErrorKind.ProviderUnavailable)]
    public async Task Other_limits_are_not_taken_for_it(int status, string body, InferenceErrorKind kind) =>
        Assert.Equal(kind, (await FieldAnswer.WholeErrorAsync(body, status)).Kind);

    [Theory]
    [InlineData(
        413, """{"error":{"message":"Request too large for model `openai/gpt-oss-120b` in organization `org_x` """
        + """service tier `on_demand` on tokens per minute (TPM): Limit 8000, Requested 16175, please reduce your """
        + """message size and try again.","type":"tokens","code":"rate_limit_exceeded"}}""")]
    [InlineData(
        429, """{"error":{"message":"Request too large for gpt-4o in organization org-x on tokens per min (TPM): """
        + """Limit 30000, Requested 38000. The input or output tokens must be reduced in order to run """
        + """successfully.","type":"tokens","code":"rate_limit_exceeded"}}""")]
    [InlineData(
        429, """{"error":{"message":"Rate limit reached for model `m` on tokens per minute (TPM): Limit 6000,"""
        + """ Used 0, Requested 7540. Please try again in 13.57s.","type":"tokens","code":"rate_limit_exceeded"}}""")]
    [InlineData(
        429, """{"error":{"message":"Request too large for model. Limit 6000, Requested 9000. Please reduce your """
        + """message size.","code":"rate_limit_exceeded"}}""")]
    public async Task What_is_larger_than_a_minutes_tokens_never_fits_and_is_asked_once(int status, string body)
    {
        await using var server = ScriptedServer.Start(Reply.Json(body, status, "retry-after: 1"));
        using var router = server.Router(options => options.Routing.MaxAttempts = 3);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                router.AsIChatClient($"{server.Address}v1/chat/completions").GetResponseAsync([FieldAnswer.Question]));

        Assert.Equal((InferenceErrorKind.ContextLengthExceeded, "rate_limit_exceeded"), (error.Kind, error.Code));
        Assert.Single(server.Requests);
    }
}
