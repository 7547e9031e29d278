using System.Collections.Concurrent;
using System.Text.Json;
using InferenceProviders.Mcp.Tests.Support;
using ModelContextProtocol.Protocol;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

/// <summary>The servers of the protocol's authors from npm, as they are installed.</summary>
public sealed class RealServerTests
{
    private const string Everything = "@modelcontextprotocol/server-everything";
    private const string OlderEverything = "server-everything-2025";
    private const string Files = "@modelcontextprotocol/server-filesystem";
    private const string Memory = "@modelcontextprotocol/server-memory";
    private const string Thinking = "@modelcontextprotocol/server-sequential-thinking";

    [NpmFact(Files)]
    public async Task The_file_system()
    {
        var folder = Directory.CreateTempSubdirectory("größe 天気");
        try
        {
            await using var server = await McpStdioServer.StartAsync(NpmServer.CommandLine(Files, folder.FullName));
            Assert.Empty(server.UnusableTools);

            await InvokeAsync(
                server, "write_file", ("path", Path.Combine(folder.FullName, "öl.txt")), ("content", "Grüße, 世界"));
            var text = await InvokeAsync(server, "read_text_file", ("path", Path.Combine(folder.FullName, "öl.txt")));
            var list = await InvokeAsync(server, "list_directory", ("path", folder.FullName));

            Assert.Contains("Grüße, 世界", text, StringComparison.Ordinal);
            Assert.Contains("öl.txt", list, StringComparison.Ordinal);
            Assert.Equal("Grüße, 世界", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "öl.txt")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [NpmFact(Memory)]
    public async Task The_memory()
    {
        var file = Path.Combine(Path.GetTempPath(), $"memory-{Guid.NewGuid():N}.jsonl");
        try
        {
            await using var server = await McpStdioServer.StartAsync(NpmServer.CommandLine(Memory),
                new() { Environment = new Dictionary<string, string?> { ["MEMORY_FILE_PATH"] = file } });
            Assert.Empty(server.UnusableTools);

            await InvokeAsync(
                server, "create_entities",
                ("entities",
                    new[] { new Dictionary<string, object> { ["name"] = "Ann", ["entityType"] = "person",
                        ["observations"] = new[] { "likes tea" } } }));

            Assert.Contains(
                "likes tea", await InvokeAsync(server, "search_nodes", ("query", "Ann")), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [NpmFact(Thinking)]
    public async Task Sequential_thinking()
    {
        await using var server = await McpStdioServer.StartAsync(NpmServer.CommandLine(Thinking));

        var answer = await InvokeAsync(
            server, "sequentialthinking", ("thought", "First."), ("nextThoughtNeeded", true), ("thoughtNumber", 1),
            ("totalThoughts", 2));

        Assert.Contains("thoughtNumber", answer, StringComparison.Ordinal);
    }

    [NpmFact(OlderEverything)]
    public async Task An_older_everything()
    {
        await using var server = await McpStdioServer.StartAsync(NpmServer.CommandLine(OlderEverything, "stdio"));

        Assert.Equal("Echo: hello", await InvokeAsync(server, "echo", ("message", "hello")));
        Assert.Contains(
            "annotat", string.Join(' ', server.Tools.Select(static tool => tool.Name)),
            StringComparison.OrdinalIgnoreCase);
    }

    [NpmFact(Everything)]
    public async Task Everything_over_standard_input_and_output()
    {
        await using var server = await McpStdioServer.StartAsync(NpmServer.CommandLine(Everything, "stdio"));

        // Under ModelContextProtocol 2.4.0 its annotations cannot be read; the text can.
        Assert.Contains(
            "Error",
            await InvokeAsync(server, "get-annotated-message", ("messageType", "error"), ("includeImage", true)),
            StringComparison.Ordinal);
        Assert.Empty(server.UnusableTools);
        Assert.Contains(
            "Research Report: tides", await InvokeAsync(server, "simulate-research-query", ("topic", "tides")),
            StringComparison.Ordinal);
    }

    [EverythingFact]
    public async Task Everything_over_streamable_HTTP()
    {
        await using var server = await Support.Everything.StartAsync();
        var model = new ScriptedModel(
            Asks(
                Call("get-annotated-message", ("messageType", "error"), ("includeImage", true)),
                Call("simulate-research-query", ("topic", "python"), ("ambiguous", true))), Says("Done."));
        var progress = new ConcurrentQueue<McpToolProgress>();
        await using var chat = model.UseMcpServerTools(new()
        {
            OnServerFailure = McpFailureBehavior.Throw,
            Progress = new Reports(progress),
            ElicitationHandler = static (_, _) =>
                new(new ElicitResult { Action = "accept",
                    Content = new Dictionary<string, JsonElement> { ["interpretation"] = JsonElement.Parse(
                        "\"animals\"") } }),
        });
        var tool = new HostedMcpServerTool("everything", server.Address)
        {
            ApprovalMode = HostedMcpServerToolApprovalMode.NeverRequire,
        };

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [tool] });

        var results = response.All<McpServerToolResultContent>();
        Assert.Contains("Error", results[0].TextOf(), StringComparison.Ordinal);
        Assert.Single(results[0].Outputs!.OfType<DataContent>());

        // A task: it tells its stages, and asks the user what is meant.
        Assert.Contains("Research Report: python (animals)", results[1].TextOf(), StringComparison.Ordinal);
        Assert.Contains(progress, static report => report.Message is { Length: > 0 });
        Assert.Contains("everything", model.Requests[0].Options!.Instructions, StringComparison.OrdinalIgnoreCase);

        var resources = await chat.ListResourcesAsync(tool);
        Assert.NotEmpty(resources);
        Assert.NotEmpty(await chat.ReadResourceAsync(tool, resources[0].Uri));
        Assert.NotEmpty(await chat.ListPromptsAsync(tool));
        Assert.NotEmpty(await chat.GetPromptAsync(tool, "simple-prompt"));
    }

    private sealed class Reports(ConcurrentQueue<McpToolProgress> reports) : IProgress<McpToolProgress>
    {
        public void Report(McpToolProgress value) => reports.Enqueue(value);
    }

    private static async Task<string> InvokeAsync(
        McpStdioServer server, string tool, params (string Name, object? Value)[] arguments) =>
        Text(
            await server.Tools.Single(candidate => candidate.Name == tool)
            .InvokeAsync(new(arguments.ToDictionary(static pair => pair.Name, static pair => pair.Value))));

    private static string Text(object? result) => result switch
    {
        TextContent text => text.Text,
        JsonElement json when json.TryGetProperty("content", out var content) =>
            string.Join('\n', content.EnumerateArray().Select(static part => part.GetProperty("text").GetString())),
        IEnumerable<AIContent> contents => string.Join('\n', contents.Select(Text)),
        _ => $"{result}",
    };
}
