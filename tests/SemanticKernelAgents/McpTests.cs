using System.ComponentModel;
using InferenceProviders.SemanticKernel.Tests.Kernels;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using ModelContextProtocol.Client;
using ModelContextProtocol.Server;

namespace InferenceProviders.SemanticKernelAgents;

public sealed class McpTests
{
    [Fact]
    public async Task The_tools_of_an_mcp_server_are_a_plugin_of_an_agent()
    {
        await using var server = await LoopbackMcpServer.StartAsync(
            [McpServerTool.Create(BookTable, new() { Name = "book_table" })]);
        await using var mcp = await McpClient.CreateAsync(new HttpClientTransport(new() { Endpoint = server.Address }));
        await using var host = await EmulatedKernel.StartAsync();
        host.Kernel.Plugins.AddFromFunctions(
            "travel", (await mcp.ListToolsAsync()).Select(tool => tool.AsKernelFunction()));
        var agent = new ChatCompletionAgent
        {
            Kernel = host.Kernel,
            Arguments = new KernelArguments(
                new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }),
        };

        var answer = await agent.InvokeAsync("Book a table for 4 people in Paris.").LastAsync();

        Assert.Contains("T-450", answer.Message.Content, StringComparison.Ordinal);
    }

    [Description("Books a table in a restaurant of a city.")]
    private static string BookTable(
        [Description("The city.")] string city, [Description("How many people.")] int people) =>
        $"Booked a table for {people} in {city}, reference T-{people}{city.Length}0";
}
