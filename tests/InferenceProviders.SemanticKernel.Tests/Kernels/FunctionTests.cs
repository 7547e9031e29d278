using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

public sealed class FunctionTests
{
    private static KernelArguments Auto => new(
        new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_model_calls_a_plugins_functions_several_at_a_time(bool chatClient)
    {
        await using var host = await EmulatedKernel.StartAsync(builder => _ = chatClient
            ? builder.AddInferenceProvidersChatClient(EmulatedKernel.Model)
            : builder.AddInferenceProvidersChatCompletion(EmulatedKernel.Model));
        var weather = new WeatherPlugin();
        host.Kernel.Plugins.AddFromObject(weather, "weather");

        var result = await host.Kernel.InvokePromptAsync("What is the weather in Paris and in Oslo?", Auto);

        Assert.Equal(["Oslo", "Paris"], weather.Cities.Order());
        Assert.Contains("light rain in Paris", result.ToString(), StringComparison.Ordinal);
        Assert.Contains("light rain in Oslo", result.ToString(), StringComparison.Ordinal);
        Assert.Equal("weather_get_weather", (string?)host.Emulator.Calls()[0].Json!["tools"]![0]!["function"]!["name"]);
        Assert.Equal("auto", (string?)host.Emulator.Calls()[0].Json!["tool_choice"]);
        Assert.Equal(
            ["user", "assistant", "tool", "tool"], host.Emulator.LastCall().Messages()
            .Select(message => (string?)message["role"]));
    }

    [Fact]
    public async Task It_streams_with_functions()
    {
        await using var host = await EmulatedKernel.StartAsync();
        var weather = new WeatherPlugin();
        host.Kernel.Plugins.AddFromObject(weather, "weather");
        var text = "";

        await foreach (var content in host.Kernel.InvokePromptStreamingAsync<StreamingChatMessageContent>(
            "What is the weather in Paris?", Auto))
        {
            text += content.Content;
        }

        Assert.Equal(["Paris"], weather.Cities);
        Assert.Contains("light rain in Paris", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_required_is_required_on_the_wire_in_the_first_turn()
    {
        await using var host = await EmulatedKernel.StartAsync();
        var weather = new WeatherPlugin();
        host.Kernel.Plugins.AddFromObject(weather, "weather");

        await host.Kernel.InvokePromptAsync(
            "Hello, Paris",
            new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Required() }));

        Assert.Single(weather.Cities);
        Assert.Equal("required", (string?)host.Emulator.Calls()[0].Json!["tool_choice"]);
    }

    [Fact]
    public async Task Functions_can_be_shown_without_being_called()
    {
        await using var host = await EmulatedKernel.StartAsync();
        var weather = new WeatherPlugin();
        host.Kernel.Plugins.AddFromObject(weather, "weather");

        await host.Kernel.InvokePromptAsync(
            "What is the weather in Paris?",
            new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.None() }));

        Assert.Empty(weather.Cities);
        Assert.Equal("none", (string?)host.Emulator.LastCall().Json!["tool_choice"]);
    }

    [Fact]
    public async Task A_caller_may_run_the_calls_himself()
    {
        await using var host = await EmulatedKernel.StartAsync();
        host.Kernel.Plugins.AddFromObject(new WeatherPlugin(), "weather");
        var service = host.Kernel.GetRequiredService<IChatCompletionService>();
        var settings = new PromptExecutionSettings
        {
            FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false),
        };
        var history = new ChatHistory();
        history.AddUserMessage("What is the weather in Paris?");

        var answer = await service.GetChatMessageContentAsync(history, settings, host.Kernel);
        var call = Assert.Single(FunctionCallContent.GetFunctionCalls(answer));
        history.Add(answer);
        history.Add(new ChatMessageContent(AuthorRole.Tool, [new FunctionResultContent(call, "22 degrees and sunny")]));
        var last = await service.GetChatMessageContentAsync(history, settings, host.Kernel);

        Assert.Equal("Paris", call.Arguments!["city"]?.ToString());
        Assert.Contains("22 degrees and sunny", last.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_see_the_prompt_the_calls_and_the_results()
    {
        var filter = new RecordingFilter();
        await using var host = await EmulatedKernel.StartAsync(builder =>
        {
            builder.AddInferenceProvidersChatCompletion(EmulatedKernel.Model);
            builder.Services.AddSingleton<IPromptRenderFilter>(filter).AddSingleton<IFunctionInvocationFilter>(
                filter).AddSingleton<IAutoFunctionInvocationFilter>(filter);
        });
        host.Kernel.Plugins.AddFromObject(new WeatherPlugin(), "weather");

        var result = await host.Kernel.InvokePromptAsync(
            "What is the weather in {{$city}}?", new(Auto.ExecutionSettings!.Values.Single()) { ["city"] = "Paris" });

        Assert.Contains("rendered What is the weather in Paris?", filter.Seen);
        Assert.Contains("auto get_weather(Paris)", filter.Seen);
        Assert.Contains("invoked get_weather", filter.Seen);
        Assert.Contains("40 degrees, says the filter", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_ends_the_conversation_with_the_model()
    {
        var filter = new RecordingFilter { Terminate = true };
        await using var host = await EmulatedKernel.StartAsync(builder =>
        {
            builder.AddInferenceProvidersChatClient(EmulatedKernel.Model);
            builder.Services.AddSingleton<IAutoFunctionInvocationFilter>(filter);
        });
        host.Kernel.Plugins.AddFromObject(new WeatherPlugin(), "weather");

        await host.Kernel.InvokePromptAsync("What is the weather in Paris?", Auto);

        Assert.Single(host.Emulator.Calls());
    }

    private sealed class RecordingFilter : IPromptRenderFilter, IFunctionInvocationFilter, IAutoFunctionInvocationFilter
    {
        public List<string> Seen { get; } = [];

        public bool Terminate { get; init; }

        public async Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next)
        {
            await next(context);
            Seen.Add($"rendered {context.RenderedPrompt}");
        }

        public async Task OnFunctionInvocationAsync(
            FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            await next(context);
            Seen.Add($"invoked {context.Function.Name}");
        }

        public async Task OnAutoFunctionInvocationAsync(
            AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            Seen.Add($"auto {context.Function.Name}({context.Arguments!["city"]})");
            await next(context);
            context.Result = new FunctionResult(context.Result, "40 degrees, says the filter");
            context.Terminate = Terminate;
        }
    }
}
