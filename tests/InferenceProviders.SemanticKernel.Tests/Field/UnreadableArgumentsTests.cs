using InferenceProviders.Emulator;
using InferenceProviders.SemanticKernel.Tests.Kernels;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace InferenceProviders.SemanticKernel.Tests.Field;

/// <summary>
/// Arguments that are no JSON do not run a function with its defaults (delete_files(null) ran as "all"); the model is
/// told, and calls again.
/// </summary>
[Trait("Category", "Field")]
public sealed class UnreadableArgumentsTests
{
    [Theory]
    [InlineData("{\"folder\": \"tmp\"", false, false)]
    [InlineData("{\"folder\": \"tmp\"", true, false)]
    [InlineData("folder=tmp", false, false)]
    [InlineData("folder=tmp", true, true)]
    [InlineData("[\"tmp\"]", false, true)]
    public async Task The_function_is_not_run_and_the_model_is_told(string arguments, bool streamed, bool chatClient)
    {
        await using var host = await EmulatedKernel.StartAsync(builder => _ = chatClient
            ? builder.AddInferenceProvidersChatClient(EmulatedKernel.Model)
            : builder.AddInferenceProvidersChatCompletion(EmulatedKernel.Model));
        var deleted = new List<string>();
        host.Kernel.Plugins.AddFromFunctions(
            "files",
            [KernelFunctionFactory.CreateFromMethod(
                (string folder = "ALL") => { deleted.Add(folder); return "deleted"; }, "delete")]);
        host.Emulator.Script.For().Answer(Call(arguments)).Once();
        host.Emulator.Script.For().Answer(Call("""{"folder":"tmp"}""")).Once();
        host.Emulator.Script.For().Text("Done.").Once();
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        var answer = "";
        if (streamed)
        {
            await foreach (var part in host.Kernel.InvokePromptStreamingAsync<string>("Delete tmp", new(settings)))
            {
                answer += part;
            }
        }
        else
        {
            answer = (await host.Kernel.InvokePromptAsync("Delete tmp", new(settings))).ToString();
        }

        Assert.Contains("Done.", answer, StringComparison.Ordinal);
        Assert.Equal(["tmp"], deleted);
        var messages = host.Emulator.Calls()[1].Messages();
        Assert.Equal("files_delete", (string?)messages[^2]["tool_calls"]![0]!["function"]!["name"]);
        Assert.Contains("not valid JSON", (string?)messages[^1]["content"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_returned_keeps_its_name_and_says_what_is_wrong()
    {
        await using var host = await EmulatedKernel.StartAsync();
        host.Kernel.Plugins.AddFromFunctions(
            "files", [KernelFunctionFactory.CreateFromMethod((string folder = "ALL") => "deleted", "delete")]);
        host.Emulator.Script.For().Answer(Call("folder=tmp")).Once();
        var settings = new PromptExecutionSettings
        {
            FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false),
        };

        var message = await host.Kernel.GetRequiredService<IChatCompletionService>()
            .GetChatMessageContentAsync("Delete tmp", settings, host.Kernel);

        var call = Assert.Single(FunctionCallContent.GetFunctionCalls(message));
        Assert.Equal(("files", "delete"), (call.PluginName, call.FunctionName));
        Assert.NotNull(call.Exception);
    }

    private static EmulatorAnswer Call(string arguments) => new("")
    {
        ToolCalls = [new EmulatorToolCall("files_delete", arguments)],
    };
}
