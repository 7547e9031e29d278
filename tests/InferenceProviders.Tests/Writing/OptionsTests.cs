using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>Every member of <see cref="ChatOptions"/>, as it arrives.</summary>
public sealed class OptionsTests
{
    private static readonly AIFunctionDeclaration Weather = AIFunctionFactory.Create(
        [Description("The weather in a city.")] (string city, int? days) => "fine", "weather");

    private static readonly Dictionary<string, Action<ChatOptions>> Setters = new()
    {
        [nameof(ChatOptions.Instructions)] = options => options.Instructions = "Be brief.",
        [nameof(ChatOptions.Temperature)] = options => options.Temperature = 0.7f,
        [nameof(ChatOptions.TopP)] = options => options.TopP = 0.95f,
        [nameof(ChatOptions.TopK)] = options => options.TopK = 40,
        [nameof(ChatOptions.MaxOutputTokens)] = options => options.MaxOutputTokens = 512,
        [nameof(ChatOptions.FrequencyPenalty)] = options => options.FrequencyPenalty = -0.5f,
        [nameof(ChatOptions.PresencePenalty)] = options => options.PresencePenalty = 0.25f,
        [nameof(ChatOptions.Seed)] = options => options.Seed = 9_007_199_254_740_993,
        [nameof(ChatOptions.StopSequences)] = options => options.StopSequences = ["END", "\n\n"],
        [nameof(ChatOptions.Reasoning)] = options => options.Reasoning = new() { Effort = ReasoningEffort.High },
        [nameof(ChatOptions.ResponseFormat)] = options => options.ResponseFormat = ChatResponseFormat.Json,
        [nameof(ChatOptions.ModelId)] = options => options.ModelId = "other/model:groq",
        [nameof(ChatOptions.Tools)] = options => options.Tools = [Weather],
        [nameof(ChatOptions.ToolMode)] = options =>
            (options.Tools, options.ToolMode) = ([Weather], ChatToolMode.RequireAny),
        [nameof(ChatOptions.AllowMultipleToolCalls)] = options =>
            (options.Tools, options.AllowMultipleToolCalls) = ([Weather], false),
        [nameof(ChatOptions.AdditionalProperties)] = options => options.AdditionalProperties = new()
        {
            ["min_p"] = 0.05,
        },
        [nameof(ChatOptions.RawRepresentationFactory)] = options =>
            options.RawRepresentationFactory = _ => new JsonObject
        {
            ["user"] = "me",
        },
    };

    private static readonly string[] Refused = [
        nameof(ChatOptions.ConversationId), nameof(ChatOptions.ContinuationToken)];

    /// <summary>
    /// Microsoft.Extensions.AI: "If the implementation does not support background responses, this property will be
    /// ignored."
    /// </summary>
    private static readonly string[] Ignored = [nameof(ChatOptions.AllowBackgroundResponses)];

    public static TheoryData<string, string, string> Members => new()
    {
        { nameof(ChatOptions.Instructions), "messages",
            """[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]""" },
        { nameof(ChatOptions.Temperature), "temperature", "0.7" },
        { nameof(ChatOptions.TopP), "top_p", "0.95" },
        { nameof(ChatOptions.TopK), "top_k", "40" },
        { nameof(ChatOptions.MaxOutputTokens), "max_tokens", "512" },
        { nameof(ChatOptions.FrequencyPenalty), "frequency_penalty", "-0.5" },
        { nameof(ChatOptions.PresencePenalty), "presence_penalty", "0.25" },
        { nameof(ChatOptions.Seed), "seed", "9007199254740993" },
        { nameof(ChatOptions.StopSequences), "stop", """["END","\n\n"]""" },
        { nameof(ChatOptions.Reasoning), "reasoning_effort", "\"high\"" },
        { nameof(ChatOptions.ResponseFormat), "response_format", """{"type":"json_object"}""" },
        { nameof(ChatOptions.ModelId), "model", "\"other/model:groq\"" },
        { nameof(ChatOptions.Tools), "tools",
            """[{"type":"function","function":{"name":"weather","description":"The weather in a """
            + """city.","parameters":{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"""
            + """["integer","null"]}},"required":["city","days"]}}}]""" },
        { nameof(ChatOptions.ToolMode), "tool_choice", "\"required\"" },
        { nameof(ChatOptions.AllowMultipleToolCalls), "parallel_tool_calls", "false" },
        { nameof(ChatOptions.AdditionalProperties), "min_p", "0.05" },
        { nameof(ChatOptions.RawRepresentationFactory), "user", "\"me\"" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Every_member_arrives_under_its_wire_name(string member, string field, string json)
    {
        var options = new ChatOptions();
        Setters[member](options);
        var plain = await Sent.BodyAsync(options: null);

        foreach (var stream in new[] { false, true })
        {
            var body = await Sent.BodyAsync(options, stream);
            Sent.Same(json, body.GetProperty(field));
            Assert.Equal("model", body.EnumerateObject().First().Name);

            // Nothing besides what was asked for (a tool option needs its tools).
            var more = body.EnumerateObject().Select(property => property.Name)
                .Except(plain.EnumerateObject().Select(property => property.Name))
                .Except(["stream", "stream_options", "tools", field]);
            Assert.Empty(more);
        }
    }

    [Fact]
    public void No_member_of_the_options_is_forgotten() =>
        Assert.Equal(
            typeof(ChatOptions).GetProperties().Select(property => property.Name).Order(), Setters.Keys.Concat(Refused)
            .Concat(Ignored).Order());

    [Fact]
    public async Task No_options_send_model_and_messages_only()
    {
        Sent.Same(
            """{"model":"org/model","messages":[{"role":"user","content":"Hi"}]}""",
            await Sent.BodyAsync(options: null));
        Sent.Same(
            """{"model":"org/model","messages":[{"role":"user","content":"Hi"}]}""",
            await Sent.BodyAsync(new ChatOptions()));
        Sent.Same(
            """{"model":"org/model","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":"""
            + """{"include_usage":true}}""",
            await Sent.BodyAsync(options: null, stream: true));
    }

    [Theory]
    [InlineData("conversation")]
    [InlineData("continuation")]
    public async Task What_chat_completions_cannot_keep_is_refused(string what)
    {
        var options = what switch
        {
            "conversation" => new ChatOptions { ConversationId = "c1" },
            _ => new ChatOptions { ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }) },
        };

        var error = await Sent.RefusedAsync<InferenceException>([new(ChatRole.User, "Hi")], options);

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
    }

    [Theory]
    [InlineData(ReasoningEffort.None, "none")]
    [InlineData(ReasoningEffort.Low, "low")]
    [InlineData(ReasoningEffort.Medium, "medium")]
    [InlineData(ReasoningEffort.High, "high")]
    [InlineData(ReasoningEffort.ExtraHigh, "xhigh")]
    public async Task Every_reasoning_effort_has_its_word(ReasoningEffort effort, string word)
    {
        var body = await Sent.BodyAsync(new ChatOptions { Reasoning = new() { Effort = effort } });
        Assert.Equal(word, body.GetProperty("reasoning_effort").GetString());
    }

    [Fact]
    public void Every_reasoning_effort_is_tested() =>
        Assert.Equal(5, Enum.GetValues<ReasoningEffort>().Length);

    [Fact]
    public async Task Reasoning_is_hidden_when_no_output_of_it_is_wanted()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(
                Wire.Answer(
                    """{"content":"4","reasoning":"2+2","reasoning_details":"""
                    + """[{"type":"reasoning.text","text":"2+2"}]}""")));
        using var router = server.Router();

        var response = await router.AsIChatClient(
            "org/model").GetResponseAsync("2+2?", new() { Reasoning = new() { Output = ReasoningOutput.None } });

        Assert.Equal("4", Assert.IsType<TextContent>(Assert.Single(Assert.Single(response.Messages).Contents)).Text);
        Assert.False(server.Requests[0].Json.TryGetProperty("reasoning_effort", out _));
    }

    public static TheoryData<string, string> ToolModes => new()
    {
        { "auto", "\"auto\"" },
        { "none", "\"none\"" },
        { "any", "\"required\"" },
        { "specific", """{"type":"function","function":{"name":"weather"}}""" },
    };

    [Theory]
    [MemberData(nameof(ToolModes))]
    public async Task Every_tool_mode_has_its_choice(string mode, string json)
    {
        ChatToolMode choice = mode switch
        {
            "auto" => ChatToolMode.Auto,
            "none" => ChatToolMode.None,
            "any" => ChatToolMode.RequireAny,
            _ => ChatToolMode.RequireSpecific("weather"),
        };

        Sent.Same(
            json, (await Sent.BodyAsync(new ChatOptions { Tools = [Weather], ToolMode = choice }))
            .GetProperty("tool_choice"));
    }

    [Fact]
    public async Task Tool_options_without_tools_are_not_sent()
    {
        var body = await Sent.BodyAsync(new ChatOptions
        {
            Tools = [],
            ToolMode = ChatToolMode.RequireAny,
            AllowMultipleToolCalls = true,
        });
        Assert.Equal(["model", "messages"], body.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Numbers_that_are_none_are_refused_before_sending()
    {
        foreach (var options in new ChatOptions[] { new() { Temperature = float.NaN },
            new() { TopP = float.PositiveInfinity }, new() { PresencePenalty = float.NegativeInfinity } })
        {
            Assert.Contains(
                "finite",
                (await Sent.RefusedAsync<ArgumentOutOfRangeException>([new(ChatRole.User, "Hi")], options)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_stop_sequence_that_is_null_is_refused_before_sending() =>
        Assert.Contains(
            "StopSequences",
            (await Sent.RefusedAsync<ArgumentException>(
                [new(ChatRole.User, "Hi")], new() { StopSequences = ["a", null!] })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_tool_that_is_null_is_refused_before_sending() =>
        Assert.Contains(
            "Tools",
            (await Sent.RefusedAsync<ArgumentException>([new(ChatRole.User, "Hi")], new() { Tools = [null!] })).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task Streams_ask_for_usage_unless_the_caller_says_how()
    {
        var body = await Sent.BodyAsync(
            new ChatOptions
            {
                AdditionalProperties = new() { ["stream_options"] = new JsonObject { ["include_usage"] = false } },
            },
            stream: true);
        Sent.Same("""{"include_usage":false}""", body.GetProperty("stream_options"));

        body = await Sent.BodyAsync(
            new ChatOptions { AdditionalProperties = new() { ["stream_options"] = null } }, stream: true);
        Assert.False(body.TryGetProperty("stream_options", out _));
    }
}
