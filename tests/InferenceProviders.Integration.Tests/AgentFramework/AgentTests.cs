using InferenceProviders.Emulator;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Integration.Tests.AgentFramework;

public sealed class AgentTests
{
    private const string Model = "openai/gpt-oss-120b";

    [Fact]
    public async Task An_agent_keeps_its_session()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        var agent = router.AsIChatClient(Model).AsAIAgent(instructions: "You are brief.", name: "Ada");
        var session = await agent.CreateSessionAsync();

        var first = await agent.RunAsync("Count to 3", session);
        await agent.RunAsync("How much is 17 times 3?", session);

        Assert.Equal("1 2 3", first.Text);
        var messages = emulator.LastCall().Messages();
        Assert.Equal(["system", "user", "assistant", "user"], messages.Select(message => (string?)message["role"]));
        Assert.Equal("You are brief.", (string?)messages[0]["content"]);
    }

    [Fact]
    public async Task An_agent_calls_tools_several_at_a_time()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        var weather = AIFunctionFactory.Create(
            (string city) => $"17 degrees and light rain in {city}", "get_weather", "Tells the weather in a city.");
        var agent = router.AsIChatClient(Model).AsAIAgent(tools: [weather]);

        var answer = await agent.RunAsync("What is the weather in Paris and in Oslo?");

        Assert.Contains("light rain in Paris", answer.Text, StringComparison.Ordinal);
        Assert.Contains("light rain in Oslo", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_streams()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var router = new InferenceRouter(emulator.RouterOptions());
        var agent = router.AsIChatClient(Model).AsAIAgent();
        var text = "";

        await foreach (var update in agent.RunStreamingAsync("Count to 5"))
        {
            text += update.Text;
        }

        Assert.Equal("1 2 3 4 5", text);
    }
}
