using InferenceProviders.SemanticKernel.Tests.Kernels;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextGeneration;

namespace InferenceProviders.SemanticKernel.Tests.Services;

/// <summary>ITextGenerationService with the real Semantic Kernel: raw continuations, and chat.</summary>
public sealed class TextGenerationTests : IAsyncLifetime
{
    private const string Raw = "mistralai/Mixtral-8x7B-v0.1";

    private EmulatedServices _services = null!;

    public async Task InitializeAsync() => _services = await EmulatedServices.StartAsync(services => services
        .AddInferenceProvidersTextGeneration(Raw)
        .AddInferenceProvidersTextGeneration(EmulatedKernel.Model, serviceId: "chat"));

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task A_model_of_the_task_continues_the_prompt_as_it_is()
    {
        var text = Assert.Single(await Service().GetTextContentsAsync(
            "The capital of France is", Settings(("max_new_tokens", 12), ("temperature", 0.5))));

        var sent = _services.Emulator.LastCall();
        Assert.EndsWith("/v1/completions", sent.Path, StringComparison.Ordinal);
        Assert.Equal("The capital of France is", (string?)sent.Json!["prompt"]);
        Assert.Equal((12, 0.5), ((int?)sent.Json["max_tokens"], (double?)sent.Json["temperature"]));
        Assert.NotEqual("", text.Text);
        Assert.Equal("together", text.GetRoutingReport()!.Provider);
        Assert.NotNull(text.Metadata!["FinishReason"]);
        Assert.IsType<UsageDetails>(text.Metadata["Usage"]);
        Assert.IsType<TextGenerationResponse>(text.InnerContent);
    }

    [Fact]
    public async Task A_streamed_continuation_is_the_whole_one_in_pieces_and_ends_with_its_report()
    {
        var whole = Assert.Single(await Service().GetTextContentsAsync("The capital of France is"));

        var pieces = new List<StreamingTextContent>();
        await foreach (var piece in Service().GetStreamingTextContentsAsync("The capital of France is"))
        {
            pieces.Add(piece);
        }

        Assert.True(pieces.Count > 2);
        Assert.Equal(whole.Text, string.Concat(pieces.Select(piece => piece.Text)));
        Assert.IsType<RoutingReport>(pieces[^1].Metadata!["RoutingReport"]);
        Assert.True((bool?)_services.Emulator.LastCall().Json!["stream"]);
    }

    [Fact]
    public async Task A_chat_model_is_asked_with_the_messages_that_are_in_the_prompt()
    {
        var service = _services.Get<ITextGenerationService>("chat");

        var text = Assert.Single(await service.GetTextContentsAsync(
            """<message role="system">Be brief.</message><message role="user">Say hello</message>"""));
        var pieces = new List<StreamingTextContent>();
        await foreach (var piece in service.GetStreamingTextContentsAsync("Say hello"))
        {
            pieces.Add(piece);
        }

        Assert.Equal("hello", text.Text, ignoreCase: true);
        Assert.Equal("hello", string.Concat(pieces.Select(piece => piece.Text)), ignoreCase: true);
        Assert.NotNull(text.GetRoutingReport());
        var chats = _services.Emulator.Requests.Where(request => request.Path == "/v1/chat/completions").ToList();
        Assert.Equal(["system", "user"], chats[0].Messages().Select(message => (string?)message["role"]));
    }

    [Fact]
    public async Task Settings_name_another_model_and_its_task_decides()
    {
        await Service().GetTextContentsAsync("Say hello", new() { ModelId = EmulatedKernel.Model });

        var sent = _services.Emulator.LastCall();
        Assert.Equal(("/v1/chat/completions", EmulatedKernel.Model), (sent.Path, sent.Model));
    }

    [Theory]
    [InlineData("http://gpu.example.org/v1/completions", "/v1/completions")]
    [InlineData("http://gpu.example.org/v1", "/v1/chat/completions")]
    public async Task The_url_of_an_endpoint_says_which_it_is(string url, string path)
    {
        await using var services = await EmulatedServices.StartAsync(_ => { });
        var kernel = Kernel.CreateBuilder();
        kernel.Services.AddSingleton(services.Router);
        kernel.AddInferenceProvidersTextGeneration(services.Emulator.HostAddress(new Uri(url)).ToString());

        await kernel.Build().GetRequiredService<ITextGenerationService>().GetTextContentsAsync("Say hello");

        Assert.Equal(path, services.Emulator.Requests[^1].Path);
    }

    [Fact]
    public async Task A_prompt_function_runs_on_it_and_the_model_calls_kernel_functions()
    {
        var weather = new WeatherPlugin();
        await using var kernel = await EmulatedKernel.StartAsync(builder =>
        {
            builder.AddInferenceProvidersTextGeneration(EmulatedKernel.Model);
            builder.Plugins.AddFromObject(weather, "weather");
        });

        var result = await kernel.Kernel.InvokePromptAsync(
            "What is the weather in Paris?",
            new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }));

        Assert.Equal(["Paris"], weather.Cities);
        Assert.Contains("17 degrees and light rain in Paris", result.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_prompt_is_an_error_before_anything_is_sent() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Service().GetTextContentsAsync(" "));

    private ITextGenerationService Service() => _services.Get<ITextGenerationService>();

    private static PromptExecutionSettings Settings(params (string Name, object Value)[] values) =>
        new() { ExtensionData = values.ToDictionary(pair => pair.Name, pair => pair.Value) };
}
