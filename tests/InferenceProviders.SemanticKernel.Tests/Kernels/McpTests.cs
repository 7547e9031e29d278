using System.ComponentModel;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;
using ModelContextProtocol.Client;
using ModelContextProtocol.Server;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

public sealed class McpTests
{
    [Fact]
    public async Task The_tools_of_an_mcp_server_are_a_plugin()
    {
        await using var server = await LoopbackMcpServer.StartAsync(
            [McpServerTool.Create(BookTable, new() { Name = "book_table" })]);
        await using var mcp = await McpClient.CreateAsync(new HttpClientTransport(new() { Endpoint = server.Address }));
        await using var host = await EmulatedKernel.StartAsync();
        host.Kernel.Plugins.AddFromFunctions(
            "travel", (await mcp.ListToolsAsync()).Select(tool => tool.AsKernelFunction()));
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        var answer = await host.Kernel.InvokePromptAsync<string>("Book a table for 4 people in Paris.", new(settings));

        Assert.Contains("T-450", answer, StringComparison.Ordinal);
    }

    [Description("Books a table in a restaurant of a city.")]
    private static string BookTable(
        [Description("The city.")] string city, [Description("How many people.")] int people) =>
        $"Booked a table for {people} in {city}, reference T-{people}{city.Length}0";
}
