using InferenceProviders.Emulator;
using InferenceProviders.SemanticKernel.Tests.Kernels;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace InferenceProviders.SemanticKernel.Tests.Field;

/// <summary>
/// Functions that the caller runs, over a stream, as Semantic Kernel's documentation has it ("Manual function
/// invocation", and microsoft/semantic-kernel#10294, #6153 on histories that a service refuses then).
/// </summary>
[Trait("Category", "Field")]
public sealed class ManualStreamingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_call_is_sent_once_and_has_its_plugin(bool throughJson)
    {
        await using var host = await EmulatedKernel.StartAsync();
        host.Kernel.Plugins.AddFromType<WeatherPlugin>("weather");
        var function = host.Kernel.Plugins["weather"].First();
        host.Emulator.Script.For().Answer(new EmulatorAnswer("")
        {
            ToolCalls = [new EmulatorToolCall($"weather_{function.Name}", """{"city":"Paris"}""")],
        }).Once();
        host.Emulator.Script.For().Text("Done.").Once();
        var service = host.Kernel.GetRequiredService<IChatCompletionService>();
        var settings = new PromptExecutionSettings
        {
            FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false),
        };
        var history = new ChatHistory();
        history.AddUserMessage("Weather in Paris?");

        var builder = new FunctionCallContentBuilder();
        await foreach (var update in service.GetStreamingChatMessageContentsAsync(history, settings, host.Kernel))
        {
            builder.Append(update);
        }

        Assert.Single(history);
        var call = Assert.Single(builder.Build());
        Assert.Equal(("weather", function.Name), (call.PluginName, call.FunctionName));
        history.Add(new ChatMessageContent(AuthorRole.Assistant, [call]));
        history.Add((await call.InvokeAsync(host.Kernel)).ToChatMessage());
        if (throughJson)
        {
            history = System.Text.Json.JsonSerializer.Deserialize<ChatHistory>(
                System.Text.Json.JsonSerializer.Serialize(history))!;
        }

        var answer = await service.GetChatMessageContentAsync(history, settings, host.Kernel);

        Assert.Equal("Done.", answer.Content);
        var messages = host.Emulator.Calls()[1].Messages();
        Assert.Equal(3, messages.Count);
        var sent = Assert.Single(messages[1]["tool_calls"]!.AsArray());
        Assert.Equal($"weather_{function.Name}", (string?)sent!["function"]!["name"]);
        Assert.Equal((string?)sent["id"], (string?)messages[2]["tool_call_id"]);
    }

    [Fact]
    public async Task Calls_that_the_kernel_ran_are_in_the_history()
    {
        await using var host = await EmulatedKernel.StartAsync();
        host.Kernel.Plugins.AddFromType<WeatherPlugin>("weather");
        var function = host.Kernel.Plugins["weather"].First();
        host.Emulator.Script.For().Answer(new EmulatorAnswer("")
        {
            ToolCalls = [new EmulatorToolCall($"weather_{function.Name}", """{"city":"Paris"}""")],
        }).Once();
        host.Emulator.Script.For().Text("Done.").Once();
        var history = new ChatHistory();
        history.AddUserMessage("Weather in Paris?");

        await foreach (var _ in host.Kernel.GetRequiredService<IChatCompletionService>()
            .GetStreamingChatMessageContentsAsync(
                history, new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }, host.Kernel))
        {
        }

        Assert.Equal(
            [AuthorRole.User, AuthorRole.Assistant, AuthorRole.Tool], history.Select(message => message.Role));
    }
}
