using System.Text.Json;
using InferenceProviders.Mcp.Tests.Support;
using ModelContextProtocol.Protocol;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

/// <summary>Against @modelcontextprotocol/server-everything, in a process of its own.</summary>
public sealed class EverythingTests : IClassFixture<EverythingTests.Server>
{
    private readonly Server _server;

    public EverythingTests(Server server) => _server = server;

    [EverythingFact]
    public async Task Its_tools_are_listed_and_run()
    {
        var model = new ScriptedModel(
            Asks(Call("echo", ("message", "hello")), Call("get-sum", ("a", 2), ("b", 40))), Says("Done."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", Options());

        Assert.Equal(
            ["Echo: hello", "The sum of 2 and 40 is 42."], response.All<McpServerToolResultContent>()
            .Select(Contents.TextOf));
        Assert.Superset(
            new HashSet<string> { "echo", "get-sum", "get-tiny-image", "get-structured-content" },
            model.LastRequest.FunctionNames.ToHashSet());
    }

    [EverythingFact]
    public async Task Streaming_works_as_well()
    {
        await using var chat = new ScriptedModel(Asks(Call("echo", ("message", "hello"))), Says("Done."))
            .UseMcpServerTools();

        var response = await chat.StreamedAsync([new(ChatRole.User, "Go.")], Options());

        Assert.Equal("assistant: call everything.echo | result Echo: hello\nassistant: Done.", response.Shape());
    }

    [EverythingFact]
    public async Task Images_reach_the_caller_and_the_model()
    {
        var (result, model) = await RunAsync("get-tiny-image");

        var image = Assert.Single(result.Outputs!.OfType<DataContent>());
        Assert.Equal("image/png", image.MediaType);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], image.Data[..4].ToArray());
        Assert.Contains(
            Assert.IsAssignableFrom<IEnumerable<AIContent>>(model.Results[0].Result), static part =>
                part is DataContent { MediaType: "image/png" });
    }

    [EverythingFact]
    public async Task Structured_content_is_kept_beside_its_text()
    {
        var (result, _) = await RunAsync("get-structured-content", ("location", "Chicago"));

        var structured = Assert.IsType<JsonElement>(result.AdditionalProperties!["structuredContent"]);
        Assert.Equal(36, structured.GetProperty("temperature").GetInt32());
        Assert.Single(result.Outputs!);
    }

    [EverythingFact]
    public async Task Links_and_embedded_resources_are_mapped()
    {
        var (links, _) = await RunAsync("get-resource-links", ("count", 2));
        var (embedded, _) = await RunAsync("get-resource-reference", ("resourceType", "Text"), ("resourceId", 1));

        Assert.Equal(2, links.Outputs!.OfType<UriContent>().Count());
        Assert.True(embedded.Outputs!.Count >= 2);
        Assert.All(embedded.Outputs, static output => Assert.IsType<TextContent>(output));
    }

    [EverythingFact]
    public async Task Arguments_that_the_tool_refuses_are_an_error_for_the_model()
    {
        var (result, model) = await RunAsync("get-sum", ("a", "two"), ("b", 3));

        Assert.Equal(McpErrorKind.ToolError, result.ErrorOf());
        Assert.StartsWith("Error", model.LastResult, StringComparison.Ordinal);
    }

    [EverythingFact]
    public async Task Progress_of_a_long_call_is_reported()
    {
        var reports = new List<McpToolProgress>();
        var options = new McpToolsOptions { Progress = new Into(reports) };

        var (result, _) = await RunAsync("trigger-long-running-operation", options, ("duration", 2), ("steps", 4));

        Assert.Contains("completed", result.TextOf(), StringComparison.Ordinal);
        Assert.NotEmpty(reports);
        Assert.All(reports, static report => Assert.Equal(4, report.Total));
    }

    [EverythingFact]
    public async Task It_may_ask_the_user()
    {
        // It has this tool only for clients that can be asked, and adds it after the handshake: the list is made again
        // when it says so.
        var options = new McpToolsOptions
        {
            MaxIterations = 10_000,
            ElicitationHandler = static (request, _) => ValueTask.FromResult(new ElicitResult
            {
                Action = "accept", Content = new Dictionary<string, JsonElement>
                {
                    ["name"] = JsonSerializer.SerializeToElement($"asked by {request.ServerName}"),
                },
            }),
        };

        Assert.Contains(
            "Name: asked by everything", await RunWhenOfferedAsync("trigger-elicitation-request", options),
            StringComparison.Ordinal);
    }

    [EverythingFact]
    public async Task It_may_decline_to_answer_for_the_user()
    {
        var options = new McpToolsOptions
        {
            MaxIterations = 10_000,
            ElicitationHandler = static (_, _) => ValueTask.FromResult(new ElicitResult { Action = "decline" }),
        };

        Assert.Contains(
            "declined", await RunWhenOfferedAsync("trigger-elicitation-request", options), StringComparison.Ordinal);
    }

    [EverythingFact]
    public async Task It_may_ask_a_model()
    {
        var sampler = new ScriptedModel(Says("Forty-two."));
        var options = new McpToolsOptions { MaxIterations = 10_000, SamplingClient = sampler };

        Assert.Contains(
            "Forty-two.",
            await RunWhenOfferedAsync(
                "trigger-sampling-request", options, ("prompt", "The answer?"), ("maxTokens", 20)),
                StringComparison.Ordinal);
        Assert.Contains("The answer?", sampler.LastRequest.Transcript, StringComparison.Ordinal);
    }

    [EverythingFact]
    public async Task The_older_transport_is_fallen_back_to()
    {
        await using var server = await Everything.StartAsync("sse");
        await using var chat = new ScriptedModel(
            Asks(Call("echo", ("message", "hello"))), Says("Done."), Asks(Call("echo", ("message", "again"))),
            Says("Done.")).UseMcpServerTools();

        foreach (var message in new[] { "hello", "again" })
        {
            var response = await chat.GetResponseAsync("Go.", new() { Tools = [Tool(server.Address)] });
            Assert.Equal($"Echo: {message}", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
        }
    }

    [EverythingFact]
    public async Task A_killed_process_that_is_back_is_connected_to_again()
    {
        await using var server = await Everything.StartAsync();
        var model = new ScriptedModel
        {
            Otherwise = request =>
                request.Messages[^1].Role == ChatRole.Tool
                    ? new(ChatRole.Assistant, "Done.")
                    : Asks(Call("echo", ("message", "hello")))(request),
        };
        await using var chat = model.UseMcpServerTools();
        await chat.GetResponseAsync("Go.", new() { Tools = [Tool(server.Address)] });

        await server.KillAsync();
        var down = await chat.GetResponseAsync("Go.", new() { Tools = [Tool(server.Address)] });
        await server.StartAgainAsync();
        var back = await chat.GetResponseAsync("Go.", new() { Tools = [Tool(server.Address)] });

        Assert.Equal(McpErrorKind.ServerUnavailable, Assert.Single(down.All<McpServerToolResultContent>()).ErrorOf());
        Assert.Equal("Echo: hello", Assert.Single(back.All<McpServerToolResultContent>()).TextOf());
    }

    [EverythingFact]
    public async Task A_process_that_is_killed_during_a_call_leaves_the_outcome_unknown()
    {
        await using var server = await Everything.StartAsync();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new ScriptedModel(
            Asks(Call("trigger-long-running-operation", ("duration", 60), ("steps", 600))), Says("I do not know."));
        await using var chat = model.UseMcpServerTools(new() { Progress = new Signal(started) });

        var response = chat.GetResponseAsync("Go.", new() { Tools = [Tool(server.Address)] });
        await started.Task;
        await server.KillAsync();

        Assert.Equal(
            McpErrorKind.OutcomeUnknown, Assert.Single((await response).All<McpServerToolResultContent>()).ErrorOf());
    }

    private static HostedMcpServerTool Tool(Uri address) => new("everything", address)
    {
        ApprovalMode = HostedMcpServerToolApprovalMode.NeverRequire,
    };

    private ChatOptions Options() => new() { Tools = [Tool(_server.Address)] };

    private Task<(McpServerToolResultContent Result, ModelRequest Model)> RunAsync(
        string tool, params (string Name, object? Value)[] arguments) =>
            RunAsync(tool, new McpToolsOptions(), arguments);

    private async Task<(McpServerToolResultContent Result, ModelRequest Model)> RunAsync(
        string tool, McpToolsOptions options, params (string Name, object? Value)[] arguments)
    {
        var model = new ScriptedModel(Asks(Call(tool, arguments)), Says("Done."));
        await using var chat = model.UseMcpServerTools(options);
        var response = await chat.GetResponseAsync("Go.", Options());
        return (Assert.Single(response.All<McpServerToolResultContent>()), model.LastRequest);
    }

    private async Task<string> RunWhenOfferedAsync(
        string tool, McpToolsOptions options, params (string Name, object? Value)[] arguments)
    {
        var called = false;
        var model = new ScriptedModel
        {
            Otherwise = request =>
            {
                if (called)
                {
                    return new ChatMessage(ChatRole.Assistant, "Done.");
                }

                called = request.FunctionNames.Contains(tool);
                return Asks(called ? Call(tool, arguments) : Call("echo", ("message", "not yet")))(request);
            },
        };
        await using var chat = model.UseMcpServerTools(options);
        return (await chat.GetResponseAsync("Go.", Options())).All<McpServerToolResultContent>()[^1].TextOf();
    }

    /// <summary>One process for all tests of the class.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private Everything? _everything;

        public Uri Address => _everything!.Address;

        public async Task InitializeAsync() =>
            _everything = Everything.Script is null ? null : await Everything.StartAsync();

        public async Task DisposeAsync()
        {
            if (_everything is not null)
            {
                await _everything.DisposeAsync();
            }
        }
    }

    private sealed class Into(List<McpToolProgress> reports) : IProgress<McpToolProgress>
    {
        public void Report(McpToolProgress value)
        {
            lock (reports)
            {
                reports.Add(value);
            }
        }
    }

    private sealed class Signal(TaskCompletionSource seen) : IProgress<McpToolProgress>
    {
        public void Report(McpToolProgress value) => seen.TrySetResult();
    }
}
