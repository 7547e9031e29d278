#pragma warning disable SKEXP0010 // The connector's address of one's own is experimental, and what people use.
using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace InferenceProviders.Benchmarks.Frameworks;

/// <summary>Semantic Kernel: chat, prompt functions and kernel functions, beside its own OpenAI connector.</summary>
internal sealed class KernelMetric : IMetric
{
    private const string Plugin = "Travel";

    private static readonly string PeerName =
        $"SK connector {typeof(OpenAIChatCompletionService).Assembly.GetName().Version!.ToString(2)}";

    public string Name => "kernel";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        Duel[] duels =
        [
            Duel("chat completion", contest.Server.For("chat"), Chat),
            Duel("prompt function", contest.Server.For("chat"), Prompt),
            Duel("prompt function, streamed, 100 chunks", contest.Server.For("stream-100"), Streamed),
            Duel("chat with three kernel functions", contest.Server.For("loop"), WithFunctions),
        ];
        foreach (var duel in duels)
        {
            await foreach (var figure in duel.MeasureAsync())
            {
                yield return figure;
            }
        }
    }

    private static Duel Duel(string name, Uri address, Func<Kernel, Func<Task<int>>> operation) =>
        new($"SK: {name}", PeerName, [operation(Ours(address)), operation(Floor(address)), operation(Peer(address))]);

    public static Kernel Ours(Uri address)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(ChatClients.Router(Called(address, "_")));
        return WithTools(builder.AddInferenceProvidersChatCompletion(Conversation.Model));
    }

    public static Kernel Floor(Uri address)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatCompletionService>(services =>
            new FloorChatClient(Called(address, "_")).AsBuilder().UseKernelFunctionInvocation().Build(services)
                .AsChatCompletionService(services));
        return WithTools(builder);
    }

    public static Kernel Peer(Uri address) => WithTools(Kernel.CreateBuilder().AddOpenAIChatCompletion(
        Conversation.Model, ChatClients.Below(Called(address, "-")), Conversation.Key));

    /// <summary>
    /// The two write the names of kernel functions in different ways: the server calls each as it is offered.
    /// </summary>
    private static Uri Called(Uri address, string separator) =>
        address.AbsolutePath == "/loop" ? new Uri(address, $"loop.{Plugin}{separator}") : address;

    private static Kernel WithTools(IKernelBuilder builder)
    {
        var names = Server.LoopAnswers.Tools;
        builder.Plugins.AddFromFunctions(Plugin,
        [
            KernelFunctionFactory.CreateFromMethod(Travel.Weather, names[0]),
            KernelFunctionFactory.CreateFromMethod(Travel.Time, names[1]),
            KernelFunctionFactory.CreateFromMethod(Travel.Rate, names[2]),
        ]);
        return builder.Build();
    }

    private static Func<Task<int>> Chat(Kernel kernel)
    {
        var chat = kernel.GetRequiredService<IChatCompletionService>();
        return async () =>
        {
            var history = new ChatHistory();
            history.AddUserMessage(Conversation.Prompt);
            return (await chat.GetChatMessageContentAsync(history)).Content!.Length;
        };
    }

    private static Func<Task<int>> Prompt(Kernel kernel)
    {
        var function = kernel.CreateFunctionFromPrompt("Tell me a fun fact about {{$what}}.");
        return async () => (await function.InvokeAsync<string>(kernel, What()))!.Length;
    }

    private static Func<Task<int>> Streamed(Kernel kernel)
    {
        var function = kernel.CreateFunctionFromPrompt("Tell me a fun fact about {{$what}}.");
        return async () =>
        {
            var length = 0;
            await foreach (var text in function.InvokeStreamingAsync<StreamingChatMessageContent>(kernel, What()))
            {
                length += text.Content?.Length ?? 0;
            }

            return length;
        };
    }

    public static Func<Task<int>> WithFunctions(Kernel kernel)
    {
        var chat = kernel.GetRequiredService<IChatCompletionService>();
        return async () =>
        {
            var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
            var history = new ChatHistory();
            history.AddUserMessage(Conversation.Prompt);
            return (await chat.GetChatMessageContentAsync(history, settings, kernel)).Content!.Length;
        };
    }

    private static KernelArguments What() => new() { ["what"] = "the Eiffel Tower" };
}
