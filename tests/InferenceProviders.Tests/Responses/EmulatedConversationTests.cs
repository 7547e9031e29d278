using System.Text.Json;
using InferenceProviders.Emulator;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// Whole conversations over sockets, with a server that behaves and with one that has every defect that was measured.
/// </summary>
public sealed class EmulatedConversationTests
{
    private const string Model = "meta-llama/Llama-3.3-70B-Instruct";
    private const string Thinker = "openai/gpt-oss-120b";

    public static TheoryData<ResponsesDefects, bool> Servers => new()
    {
        { ResponsesDefects.None, false },
        { ResponsesDefects.None, true },
        { ResponsesDefects.All, false },
        { ResponsesDefects.All, true },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_model_answers_remembers_and_is_told_what_the_developer_wants(
        ResponsesDefects defects, bool stream)
    {
        await using var emulator = await StartAsync(defects);
        using var router = new InferenceRouter(emulator.RouterOptions());
        var client = router.Responses($"{Model}:groq");
        List<ChatMessage> history = [
            new(new ChatRole("developer"), "Be kind."), .. ResponsesChat.User("Hello, my name is Ada.")];

        var first = await AskAsync(client, history, null, stream);
        history.AddRange(first.Messages);
        history.AddRange(ResponsesChat.User("What is my name?"));
        var second = await AskAsync(client, history, null, stream);

        Assert.Contains("Be kind.", first.Text, StringComparison.Ordinal);
        Assert.Equal("Your name is Ada.", second.Text);
        Assert.Equal(ChatFinishReason.Stop, second.FinishReason);
        Assert.Null(second.ConversationId);
        Assert.Equal(defects == ResponsesDefects.None, second.Usage?.InputTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Functions_make_a_round_trip_in_parallel(ResponsesDefects defects, bool stream)
    {
        await using var emulator = await StartAsync(defects);
        using var router = new InferenceRouter(emulator.RouterOptions());
        var client = router.Responses(Model);
        var weather = AIFunctionFactory.Create(
            (string city) => $"Sun in {city}", "get_weather", "Get the weather in a city");
        var options = new ChatOptions { Tools = [weather] };
        List<ChatMessage> history = [.. ResponsesChat.User("What is the weather in Paris and Rome?")];

        var asked = await AskAsync(client, history, options, stream);
        var calls = asked.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        history.AddRange(asked.Messages);
        foreach (var call in calls)
        {
            history.Add(
                new(ChatRole.Tool,
                    [new FunctionResultContent(call.CallId, await weather.InvokeAsync(new(call.Arguments)))]));
        }

        var answer = await AskAsync(client, ResponsesChat.ThroughJson(history), options, stream);

        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        Assert.Equal(["Paris", "Rome"], calls.Select(call => call.Arguments!["city"]!.ToString()));
        Assert.Equal("According to get_weather: Sun in Paris. According to get_weather: Sun in Rome.", answer.Text);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_reasoning_models_thoughts_are_shown_and_go_back_where_they_are_wanted(
        ResponsesDefects defects, bool stream)
    {
        await using var emulator = await StartAsync(defects);
        using var router = new InferenceRouter(emulator.RouterOptions());
        var client = router.Responses(Thinker);
        var options = new ChatOptions { Reasoning = new() { Effort = ReasoningEffort.High } };
        List<ChatMessage> history = [.. ResponsesChat.User("Say hello.")];

        var first = await AskAsync(client, history, options, stream);
        history.AddRange(first.Messages);
        history.AddRange(ResponsesChat.User("Say goodbye."));
        var second = await AskAsync(client, ResponsesChat.ThroughJson(history), options, stream);
        var third = await AskAsync(client, ResponsesChat.ThroughJson(history), options, stream);

        Assert.StartsWith(
            "The user wrote: “Say hello.”", Assert.IsType<TextReasoningContent>(first.Messages[0].Contents[0]).Text,
            StringComparison.Ordinal);
        Assert.Equal("goodbye", second.Text);
        Assert.Equal(defects == ResponsesDefects.None ? 1 : 2, second.GetRoutingReport()!.Attempts.Count);
        Assert.Single(third.GetRoutingReport()!.Attempts);
        Assert.Equal(
            defects == ResponsesDefects.None,
            emulator.Requests[^1].Text.Contains("reasoning_text", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task An_answer_follows_a_schema(ResponsesDefects defects, bool stream)
    {
        await using var emulator = await StartAsync(defects);
        using var router = new InferenceRouter(emulator.RouterOptions());
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<Person>() };

        var response = await AskAsync(
            router.Responses(Model), ResponsesChat.User("Ada, 36 years old, is happy in London."), options, stream);

        Assert.Equal(
            new Person("Ada", 36), JsonSerializer.Deserialize<Person>(response.Text, JsonSerializerOptions.Web));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_remote_tool_runs_on_the_server_and_its_result_is_known_in_the_next_turn(
        ResponsesDefects defects, bool stream)
    {
        await using var lab = await McpLab.StartAsync();
        await using var emulator = await StartAsync(defects);
        using var router = new InferenceRouter(emulator.RouterOptions());
        var client = router.AsIChatClient(Model);
        var tool = lab.Tool(HostedMcpServerToolApprovalMode.NeverRequire, "add");
        tool.Headers = new Dictionary<string, string> { ["X-Lab"] = "mcp-secret" };
        emulator.Script.For().Answer(new() { ToolCalls = [new("add", """{"a":1,"b":2}""")] })
            .ThenAnswer(new("The sum is 3.")).Once();
        List<ChatMessage> history = [.. ResponsesChat.User("Add 1 and 2.")];

        var answer = await AskAsync(client, history, new ChatOptions { Tools = [tool] }, stream);
        history.AddRange(ResponsesChat.ThroughJson(answer.Messages));
        history.AddRange(ResponsesChat.User("Say thanks."));
        var later = await AskAsync(client, history, new ChatOptions { Tools = [tool] }, stream);

        var contents = answer.Messages.SelectMany(message => message.Contents).ToList();
        var call = Assert.Single(contents.OfType<McpServerToolCallContent>());
        Assert.Equal(("lab", "add"), (call.ServerName, call.Name));
        Assert.Equal(
            "3", Assert.Single(Assert.Single(contents.OfType<McpServerToolResultContent>()).Outputs!).ToString());
        Assert.Equal("The sum is 3.", answer.Text);
        Assert.Equal("thanks", later.Text);
        Assert.Equal(["add"], lab.Calls);
        Assert.Contains(lab.Headers, headers => headers.GetValueOrDefault("X-Lab") == "mcp-secret");
        Assert.DoesNotContain(
            lab.Headers, headers =>
                headers.Values.Any(value => value.Contains(emulator.Token, StringComparison.Ordinal)));
        Assert.Equal(
            "3", emulator.Requests[^1].Json!["input"]!.AsArray()
            .Single(item => (string?)item!["type"] == "function_call_output")!["output"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_tool_that_was_approved_once_runs_once_over_many_turns(ResponsesDefects defects, bool stream)
    {
        await using var lab = await McpLab.StartAsync();
        await using var emulator = await StartAsync(defects);
        using var router = new InferenceRouter(emulator.RouterOptions());
        var client = router.AsIChatClient(Model);
        var options = new ChatOptions { Tools = [lab.Tool(HostedMcpServerToolApprovalMode.AlwaysRequire)] };
        emulator.Script.For().Answer(new() { ToolCalls = [new("counter"), new("add", """{"a":1,"b":2}""")] }).Once();
        List<ChatMessage> history = [.. ResponsesChat.User("Count and add.")];

        var asked = await AskAsync(client, history, options, stream);
        var requests = asked.Messages.SelectMany(message => message.Contents).OfType<ToolApprovalRequestContent>()
            .ToList();
        Assert.Empty(lab.Calls);
        history.AddRange(asked.Messages);
        history.Add(
            new(ChatRole.User, [requests[0].CreateResponse(true), requests[1].CreateResponse(false, "no sums today")]));
        history = ResponsesChat.ThroughJson(history);
        var ran = await AskAsync(client, history, options, stream);
        for (var turn = 0; turn < 5; turn++)
        {
            history.AddRange(turn == 0 ? ran.Messages : []);
            history.AddRange(ResponsesChat.User($"Say {turn}."));
            history.AddRange((await AskAsync(client, history, options, stream)).Messages);
            history = ResponsesChat.ThroughJson(history);
        }

        Assert.Equal(["counter", "add"], requests.Select(request => ((McpServerToolCallContent)request.ToolCall).Name));
        Assert.Equal(["counter"], lab.Calls);
        Assert.Equal(
            "counter=1", ran.Messages.SelectMany(message => message.Contents).OfType<McpServerToolResultContent>()
            .Single().Outputs!.Single().ToString());
        Assert.Contains("no sums today", emulator.Requests[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Of_parallel_calls_those_that_were_not_run_have_no_result(ResponsesDefects defects, bool stream)
    {
        await using var lab = await McpLab.StartAsync();
        await using var emulator = await StartAsync(defects);
        using var router = new InferenceRouter(emulator.RouterOptions());
        emulator.Script.For()
            .Answer(
                new("One moment.") { ToolCalls = [
                    new("add", """{"a":1,"b":2}"""), new("add", """{"a":3,"b":4}""")] }).ThenAnswer(
                        new("Done.")).Once();

        var answer = await AskAsync(
            router.AsIChatClient(Model), ResponsesChat.User("Add twice."),
            new ChatOptions { Tools = [lab.Tool(HostedMcpServerToolApprovalMode.NeverRequire)] }, stream);

        var contents = answer.Messages.SelectMany(message => message.Contents).ToList();
        Assert.Equal(2, contents.OfType<McpServerToolCallContent>().Count());
        Assert.Equal(
            defects == ResponsesDefects.None
                ? ["3", "7"]
                : ["7"], contents.OfType<McpServerToolResultContent>()
                .Select(result => result.Outputs!.Single().ToString()));
        Assert.Equal(["One moment.", "Done."], answer.Messages.Select(message => message.Text));
    }

    [Theory]
    [InlineData(ResponsesDefects.None, 1)]
    [InlineData(ResponsesDefects.RunsCallsAgain, 2)]
    public async Task A_call_that_the_server_ran_again_says_so_in_a_stream(ResponsesDefects defects, int runs)
    {
        await using var lab = await McpLab.StartAsync();
        await using var emulator = await StartAsync(defects);
        using var router = new InferenceRouter(emulator.RouterOptions());
        emulator.Script.For().Answer(new() { ToolCalls = [new("counter")] })
            .ThenAnswer(new("Counted.") { Reasoning = "Now I know." }).ThenAnswer(new("Counted again.")).Once();

        var answer = await AskAsync(
            router.AsIChatClient(Model), ResponsesChat.User("Count."),
            new ChatOptions { Tools = [lab.Tool(HostedMcpServerToolApprovalMode.NeverRequire)] }, stream: true);

        var result = Assert.Single(
            answer.Messages.SelectMany(message => message.Contents).OfType<McpServerToolResultContent>());
        Assert.Equal(runs, lab.Calls.Count);
        Assert.Equal($"counter={runs}", result.Outputs!.Single().ToString());
        Assert.Equal(runs == 1 ? null : 2, result.AdditionalProperties?["mcp_runs"]);
    }

    [Fact]
    public async Task A_tool_that_fails_is_told_to_the_model_and_shown_as_an_error()
    {
        await using var lab = await McpLab.StartAsync();
        await using var emulator = await StartAsync(ResponsesDefects.None);
        using var router = new InferenceRouter(emulator.RouterOptions());
        emulator.Script.For().Answer(new() { ToolCalls = [new("fail")] }).Once();

        var answer = await router.AsIChatClient(Model).GetResponseAsync(
            "Fail.", new ChatOptions { Tools = [lab.Tool(HostedMcpServerToolApprovalMode.NeverRequire)] });

        var error = Assert.IsType<ErrorContent>(
            answer.Messages.SelectMany(message => message.Contents).OfType<McpServerToolResultContent>()
            .Single().Outputs!.Single());
        Assert.Contains("lab protocol error", error.Message, StringComparison.Ordinal);
        Assert.Contains("lab protocol error", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_mcp_server_that_is_not_there_fails_the_response(bool stream)
    {
        await using var emulator = await StartAsync(ResponsesDefects.None);
        using var router = new InferenceRouter(emulator.RouterOptions());
        var tool = new HostedMcpServerTool("gone", new Uri(emulator.BaseAddress, "hosts/nobody.example/mcp"));

        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                AskAsync(
                    router.AsIChatClient(Model), ResponsesChat.User(), new ChatOptions { Tools = [tool] }, stream));

        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);
        Assert.Contains("Failed to list tools from MCP server 'gone'", error.Message, StringComparison.Ordinal);
        Assert.Single(emulator.Requests, request => request.Path == "/v1/responses");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusals_of_the_upstream_keep_their_status(bool stream)
    {
        await using var emulator = await StartAsync(ResponsesDefects.None);
        using var router = new InferenceRouter(emulator.RouterOptions());
        var options = emulator.RouterOptions();
        options.Token = emulator.TokenWithoutPermission;
        using var forbidden = new InferenceRouter(options);

        var unknown = await Assert.ThrowsAsync<InferenceException>(
            () => AskAsync(router.Responses("no/model"), ResponsesChat.User(), null, stream));
        var denied = await Assert.ThrowsAsync<InferenceException>(
            () => AskAsync(forbidden.Responses(Model), ResponsesChat.User(), null, stream));

        Assert.Equal((InferenceErrorKind.ModelNotFound, 400), (unknown.Kind, (int)unknown.StatusCode!));
        Assert.Equal((InferenceErrorKind.PermissionDenied, 403), (denied.Kind, (int)denied.StatusCode!));
    }

    [Fact]
    public async Task A_stream_that_breaks_is_an_error_with_what_came()
    {
        await using var emulator = await StartAsync(ResponsesDefects.None);
        using var router = new InferenceRouter(emulator.RouterOptions());
        emulator.Script.For().Text("one two three four").Cut(afterEvents: 7).Once();
        emulator.Script.For().Text("one two three four").Reset(afterEvents: 7).Once();
        emulator.Script.For().Text("one two three four")
            .SendError("""{"type":"error","code":"server_error","message":"broken"}""", afterEvents: 7).Once();

        for (var fault = 0; fault < 3; fault++)
        {
            var (updates, failure) = await router.Responses(Model).StreamAsync(ResponsesChat.User());

            var error = Assert.IsType<InferenceException>(failure);
            Assert.Equal(InferenceErrorKind.Interrupted, error.Kind);
            Assert.Equal("one two three", error.PartialText);
            Assert.Equal("one two three", string.Concat(updates.Select(update => update.Text)));
        }
    }

    private static Task<EmulatorHost> StartAsync(
        ResponsesDefects defects) => EmulatorHost.StartAsync(new() { ResponsesDefects = defects });

    private static Task<ChatResponse> AskAsync(
        IChatClient client, IEnumerable<ChatMessage> history, ChatOptions? options, bool stream) =>
        stream
            ? client.GetStreamingResponseAsync(history, options).ToChatResponseAsync()
            : client.GetResponseAsync(history, options);

    private sealed record Person(string Name, int Age);
}
