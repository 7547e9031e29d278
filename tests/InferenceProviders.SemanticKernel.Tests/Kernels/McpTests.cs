using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using ModelContextProtocol.Client;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

public sealed class McpTests
{
    [Fact]
    public async Task The_tools_of_an_mcp_server_are_a_plugin()
    {
        await using var server = await TravelServer.StartAsync();
        await using var mcp = await McpClient.CreateAsync(new HttpClientTransport(new() { Endpoint = server.Address }));
        await using var host = await EmulatedKernel.StartAsync();
        host.Kernel.Plugins.AddFromFunctions("travel", (await mcp.ListToolsAsync()).Select(tool => tool.AsKernelFunction()));
        var agent = new ChatCompletionAgent
        {
            Kernel = host.Kernel,
            Arguments = new KernelArguments(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }),
        };

        var answer = await agent.InvokeAsync("Book a table for 4 people in Paris.").LastAsync();

        Assert.Contains("T-450", answer.Message.Content, StringComparison.Ordinal);
    }
}
