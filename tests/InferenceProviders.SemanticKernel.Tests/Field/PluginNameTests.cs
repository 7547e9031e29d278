using InferenceProviders.Emulator;
using InferenceProviders.SemanticKernel.Tests.Kernels;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace InferenceProviders.SemanticKernel.Tests.Field;

/// <summary>
/// The right function of the right plugin, whatever the names; what cannot be told apart is refused by name.
/// </summary>
[Trait("Category", "Field")]
public sealed class PluginNameTests
{
    [Theory]
    [InlineData("my_plugin", "do_it")]
    [InlineData("my", "plugin_do")]
    [InlineData("a_b_c", "d")]
    [InlineData("Weather", "Get_Now")]
    public async Task The_function_of_the_plugin_runs(string plugin, string function)
    {
        await using var host = await StartAsync();
        Add(host, plugin, function, "right");
        Add(host, "other", function, "wrong");
        host.Emulator.Script.For().Answer(Call($"{plugin}_{function}")).Once();
        host.Emulator.Script.For().Text("done").Once();
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        await host.Kernel.InvokePromptAsync("Go", new(settings));

        Assert.Contains("right", (string?)host.Emulator.LastCall().Messages()[^1]["content"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_returned_names_its_plugin_and_can_be_invoked()
    {
        await using var host = await StartAsync();
        Add(host, "my_plugin", "do_it", "right");
        Add(host, "my", "plugin", "wrong");
        host.Emulator.Script.For().Answer(Call("my_plugin_do_it")).Once();
        var settings = new PromptExecutionSettings
        {
            FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false),
        };

        var message = await host.Kernel.GetRequiredService<IChatCompletionService>()
            .GetChatMessageContentAsync("Go", settings, host.Kernel);

        var call = Assert.Single(FunctionCallContent.GetFunctionCalls(message));
        Assert.Equal(("my_plugin", "do_it"), (call.PluginName, call.FunctionName));
        Assert.Equal("right", (await call.InvokeAsync(host.Kernel)).Result?.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_history_of_another_connector_keeps_the_plugins(bool streamed)
    {
        await using var host = await StartAsync();
        Add(host, "mail", "search", "mails");
        Add(host, "web", "search", "pages");
        var history = new ChatHistory("You search.");
        history.AddUserMessage("Find it.");
        foreach (var plugin in (string[])["mail", "web"])
        {
            var call = new FunctionCallContent("search", plugin, $"call-{plugin}", new() { ["x"] = "it" });
            history.Add(new ChatMessageContent(AuthorRole.Assistant, [call]));
            history.Add(new FunctionResultContent(call, $"nothing in {plugin}").ToChatMessage());
        }

        history.AddUserMessage("And now?");
        var count = history.Count;
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        var service = host.Kernel.GetRequiredService<IChatCompletionService>();

        if (streamed)
        {
            await foreach (var _ in service.GetStreamingChatMessageContentsAsync(history, settings, host.Kernel))
            {
            }
        }
        else
        {
            await service.GetChatMessageContentsAsync(history, settings, host.Kernel);
        }

        var names = host.Emulator.LastCall().Messages()
            .Where(message => message["tool_calls"] is not null)
            .Select(message => (string?)message["tool_calls"]![0]!["function"]!["name"]);
        Assert.Equal(["mail_search", "web_search"], names);
        Assert.Equal(count, history.Count);
        Assert.Equal("mail", FunctionCallContent.GetFunctionCalls(history[2]).Single().PluginName);
    }

    [Fact]
    public async Task Functions_that_cannot_be_told_apart_are_refused_by_name()
    {
        await using var host = await StartAsync();
        Add(host, "a_b", "c", "one");
        Add(host, "a", "b_c", "two");
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        var error = await Assert.ThrowsAnyAsync<ArgumentException>(
            () => host.Kernel.InvokePromptAsync("Go", new(settings)));

        Assert.Contains("a_b_c", error.Message, StringComparison.Ordinal);
        Assert.Empty(host.Emulator.Requests);
    }

    private static Task<EmulatedKernel> StartAsync() => EmulatedKernel.StartAsync();

    private static EmulatorAnswer Call(string name) => new("")
    {
        ToolCalls = [new EmulatorToolCall(name, """{"x":"1"}""")],
    };

    private static void Add(EmulatedKernel host, string plugin, string function, string result) =>
        host.Kernel.Plugins.AddFromFunctions(
            plugin, [KernelFunctionFactory.CreateFromMethod((string x) => result, function)]);
}
