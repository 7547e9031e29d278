using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceProviders;
using InferenceProviders.Mcp;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TrimSmoke;

internal sealed record Booking(string Restaurant, int Guests, string Date);

/// <summary>What the trimmed program knows of its own types: there is no reflection to ask.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Booking))]
[JsonSerializable(typeof(string))]
internal sealed partial class SmokeJson : JsonSerializerContext;

/// <summary>One use of the library each.</summary>
internal sealed class Smoke(IChatClient chat, InferenceRouter router)
{
    public async Task<(bool Passed, string Seen)> ToolAsync()
    {
        var weather = AIFunctionFactory.Create(
            (string city) => $"17 degrees and sunny in {city}",
            new AIFunctionFactoryOptions
            {
                Name = "get_weather",
                Description = "The weather in a city right now.",
                SerializerOptions = SmokeJson.Default.Options,
            });
        var options = new ChatOptions { Tools = [weather] };
        List<ChatMessage> messages = [new(ChatRole.User, "What is the weather like in Paris?")];

        messages.AddMessages(await chat.GetResponseAsync(messages, options));
        foreach (var call in messages[^1].Contents.OfType<FunctionCallContent>().ToList())
        {
            messages.Add(
                new(ChatRole.Tool,
                    [new FunctionResultContent(
                        call.CallId, await weather.InvokeAsync(new AIFunctionArguments(call.Arguments)))]));
        }

        var text = (await chat.GetResponseAsync(messages, options)).Text;
        return (text.Contains("17 degrees and sunny in Paris", StringComparison.Ordinal), text);
    }

    public async Task<(bool Passed, string Seen)> StructuredOutputAsync()
    {
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema<Booking>(SmokeJson.Default.Options),
        };
        var text = (await chat.GetResponseAsync("A table for 4 at Luigi, please, on 2026-05-17.", options)).Text;
        return (JsonSerializer.Deserialize(text, SmokeJson.Default.Booking) == new Booking("Luigi", 4, "2026-05-17"),
            text);
    }

    public async Task<(bool Passed, string Seen)> EmbeddingsAsync()
    {
        using var generator = router.AsIEmbeddingGenerator("Qwen/Qwen3-Embedding-8B");
        var embeddings = await generator.GenerateAsync(["a cat", "a kitten", "a tax return"]);
        var seen = string.Join(", ", embeddings.Select(embedding => embedding.Vector.Length));
        return (embeddings.Count == 3 && embeddings.All(embedding => embedding.Vector.Length > 0), seen);
    }

    public async Task<(bool Passed, string Seen)> ImageAsync()
    {
        using var generator = router.AsIImageGenerator("black-forest-labs/FLUX.1-schnell");
        var response = await generator.GenerateAsync(new ImageGenerationRequest("A blue house by the sea"));
        return (response.Contents is [DataContent { Data.Length: > 8 } image]
            && image.Data.Span[1..4].SequenceEqual("PNG"u8), string.Join(", ", response.Contents));
    }

    public static async Task<(bool Passed, string Seen)> DependencyInjectionAsync()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Timeouts:Call", (string?)"00:01:00")]).Build();
        var services = new ServiceCollection();
        services.AddInferenceProviders(configuration);
        services.AddInferenceChatClient("openai/gpt-oss-120b");
        services.AddHealthChecks().AddInferenceProviders();
        await using var provider = services.BuildServiceProvider();

        var text = (await provider.GetRequiredService<IChatClient>().GetResponseAsync(
            "Tell me a fun fact about the Eiffel Tower.")).Text;
        var health = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return (text.Contains("Eiffel Tower", StringComparison.Ordinal) && health.Status == HealthStatus.Healthy,
            $"{health.Status}: {text}");
    }

    public async Task<(bool Passed, string Seen)> HistoryAsync()
    {
        IList<ChatMessage> history = [
            new(ChatRole.User, "My name is Ada."), .. (await chat.GetResponseAsync("My name is Ada.")).Messages];
        var json = JsonSerializer.Serialize(
            history, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ChatMessage>)));
        history = (IList<ChatMessage>)JsonSerializer.Deserialize(
            json, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ChatMessage>)))!;
        history.Add(new(ChatRole.User, "What is my name?"));
        var text = (await chat.GetResponseAsync(history)).Text;
        return (text.Contains("Ada", StringComparison.Ordinal), text);
    }

    /// <summary>No such server is there: the service's words about it come back as a typed error.</summary>
    public async Task<(bool Passed, string Seen)> HostedToolAsync()
    {
        using var service = router.AsIChatClient("openai/gpt-oss-120b", ChatProtocol.Responses);
        try
        {
            var response = await service.GetResponseAsync(
                "Hello", new() { Tools = [new HostedMcpServerTool("nobody", "http://127.0.0.1:9/mcp")] });
            return (false, response.Text);
        }
        catch (InferenceException exception)
        {
            return (exception.Message.Contains("nobody", StringComparison.Ordinal), exception.Message);
        }
    }

    public async Task<(bool Passed, string Seen)> McpAdapterAsync()
    {
        await using var agent = router.AsIChatClient("openai/gpt-oss-120b").UseMcpServerTools(
            new McpToolsOptions { OnServerFailure = McpFailureBehavior.Throw });
        try
        {
            var response = await agent.GetResponseAsync(
                "Hello", new() { Tools = [new HostedMcpServerTool("nobody", "http://127.0.0.1:9/mcp")] });
            return (false, response.Text);
        }
        catch (McpToolsException exception)
        {
            return (exception.Message.Contains("nobody", StringComparison.Ordinal), exception.Message);
        }
    }
}
