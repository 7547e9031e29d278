using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Wire;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Chat;

/// <summary>Chat completions, through <see cref="IChatClient"/>.</summary>
internal sealed class ChatRunner : ICaseRunner
{
    public IReadOnlySet<string> Methods { get; } = new HashSet<string>
    {
        "chatCompletion",
        "chatCompletionStream",
        "chat_completion",
    };

    public async Task<JsonNode?> CallAsync(
        CapturedCall call, InferenceRouter router, CancellationToken cancellationToken)
    {
        using var client = Client(call, router);
        var (messages, options) = ChatArguments.Read(call);
        if (!IsStream(call))
        {
            return ChatResult.Of(await client.GetResponseAsync(messages, options, cancellationToken));
        }

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
        }

        return ChatResult.Of(updates);
    }

    public JsonNode? Expected(WireCase wireCase) => ChatResult.OfClient(wireCase.Result);

    public string? TextBefore(CapturedError error) =>
        error.ChunksBefore.ValueKind == System.Text.Json.JsonValueKind.Array
            ? ChatResult.TextOfChunks(error.ChunksBefore)
            : null;

    private static bool IsStream(CapturedCall call) =>
        call.Method == "chatCompletionStream"
        || call.Arguments.Any(
            argument =>
                argument.NameEquals("stream") && argument.Value.ValueKind == System.Text.Json.JsonValueKind.True);

    private static IChatClient Client(CapturedCall call, InferenceRouter router)
    {
        var model = call.ClientOption("model") ?? call.Model;
        return call.Endpoint is not { } endpoint ? router.AsIChatClient(model!, call.Provider)
            : call.Provider is { } provider ? router.AsIChatClient(endpoint, provider)
            : router.AsIChatClient(new Uri(endpoint), model == endpoint ? null : model);
    }
}
