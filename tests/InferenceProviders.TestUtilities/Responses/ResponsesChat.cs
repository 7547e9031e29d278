using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.TestUtilities.Responses;

/// <summary>Short words for what most tests do.</summary>
internal static class ResponsesChat
{
    public const string Model = "org/model";

    public static IChatClient Responses(this InferenceRouter router, string model = Model) =>
        router.AsIChatClient(model, ChatProtocol.Responses);

    /// <summary>Reads a stream to its end, or to its failure.</summary>
    public static async Task<(List<ChatResponseUpdate> Updates, Exception? Failure)> StreamAsync(
        this IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options = null)
    {
        var updates = new List<ChatResponseUpdate>();
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(messages, options))
            {
                updates.Add(update);
            }

            return (updates, null);
        }
        catch (Exception exception)
        {
            return (updates, exception);
        }
    }

    public static ChatMessage[] User(string text = "Hi") => [new ChatMessage(ChatRole.User, text)];

    public static HostedMcpServerTool Server(string name = "lab", params string[] allowed) =>
        new(name, "https://mcp.example/mcp") { AllowedTools = allowed.Length == 0 ? null : allowed };

    public static AIFunctionDeclaration Function(string name, string description = "") =>
        AIFunctionFactory.CreateDeclaration(name, description, JsonDocument.Parse("""{"type":"object"}""").RootElement);

    /// <summary>Sends one request and gives back its body.</summary>
    public static async Task<JsonElement> BodyAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        Func<InferenceRouter, IChatClient>? client = null,
        Action<InferenceProvidersOptions, ScriptedServer>? configure = null)
    {
        await using var server = ScriptedServer.Start(Responded.Reply(Responded.Completed(Responded.Message("ok"))));
        using var router = server.Router(settings => configure?.Invoke(settings, server));
        await (client?.Invoke(router) ?? router.Responses()).GetResponseAsync(messages, options);
        return Assert.Single(server.Requests).Json;
    }

    /// <summary>What a caller who keeps histories in a database has after reading one back.</summary>
    public static List<ChatMessage> ThroughJson(IEnumerable<ChatMessage> messages) =>
        JsonSerializer.Deserialize<List<ChatMessage>>(
            JsonSerializer.Serialize(messages.ToList(), AIJsonUtilities.DefaultOptions),
            AIJsonUtilities.DefaultOptions)!;
}
