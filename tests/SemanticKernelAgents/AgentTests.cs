using InferenceProviders.SemanticKernel.Tests.Kernels;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;

namespace InferenceProviders.SemanticKernelAgents;

public sealed class AgentTests
{
    [Fact]
    public async Task An_agent_keeps_its_thread()
    {
        await using var host = await EmulatedKernel.StartAsync();
        var agent = new ChatCompletionAgent { Name = "Ada", Instructions = "You are brief.", Kernel = host.Kernel };
        var thread = new ChatHistoryAgentThread();

        var first = await agent.InvokeAsync("Count to 3", thread).SingleAsync();
        await agent.InvokeAsync("How much is 17 times 3?", thread).SingleAsync();

        Assert.Equal("1 2 3", first.Message.Content);
        Assert.Equal("Ada", first.Message.AuthorName);
        var messages = host.Emulator.LastCall().Messages();
        Assert.Equal(["system", "user", "assistant", "user"], messages.Select(message => (string?)message["role"]));
        Assert.Equal("You are brief.", (string?)messages[0]["content"]);
        Assert.Equal("1 2 3", (string?)messages[2]["content"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_agent_calls_tools_and_keeps_the_calls_in_its_thread(bool chatClient)
    {
        await using var host = await EmulatedKernel.StartAsync(builder => _ = chatClient
            ? builder.AddInferenceProvidersChatClient(EmulatedKernel.Model)
            : builder.AddInferenceProvidersChatCompletion(EmulatedKernel.Model));
        var weather = new WeatherPlugin();
        host.Kernel.Plugins.AddFromObject(weather, "weather");
        var agent = Agent(host);
        var thread = new ChatHistoryAgentThread();

        var answer = await agent.InvokeAsync("What is the weather in Paris and in Oslo?", thread).LastAsync();
        await agent.InvokeAsync("Thank you.", thread).LastAsync();

        Assert.Equal(["Oslo", "Paris"], weather.Cities.Order());
        Assert.Contains("light rain in Oslo", answer.Message.Content, StringComparison.Ordinal);
        Assert.Contains(host.Emulator.LastCall().Messages(), message => (string?)message["role"] == "tool");
    }

    [Fact]
    public async Task An_agent_streams()
    {
        await using var host = await EmulatedKernel.StartAsync();
        var weather = new WeatherPlugin();
        host.Kernel.Plugins.AddFromObject(weather, "weather");
        var thread = new ChatHistoryAgentThread();
        var text = "";

        await foreach (var update in Agent(host).InvokeStreamingAsync("What is the weather in Paris?", thread))
        {
            text += update.Message.Content;
        }

        Assert.Contains("light rain in Paris", text, StringComparison.Ordinal);
        Assert.Equal(AuthorRole.Assistant, thread.ChatHistory[^1].Role);
        Assert.Equal(text, thread.ChatHistory[^1].Content);
    }

    private static ChatCompletionAgent Agent(EmulatedKernel host) => new()
    {
        Kernel = host.Kernel,
        Arguments = new KernelArguments(
            new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }),
    };
}
